# The iptables service of RHEL 7.
echo iptables-legacy
for t in iptables-legacy ip6tables-legacy; do
    $t -A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT; $t -A INPUT -i lo -j ACCEPT
    $t -A INPUT -p tcp -m state --state NEW -m tcp --dport 22 -j ACCEPT; $t -A INPUT -j REJECT; $t -A FORWARD -j REJECT
done
