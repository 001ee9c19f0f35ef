# libvirt with its default network.
echo iptables-nft
ip link add virbr0 type veth peer name guest; ip address add 192.168.122.1/24 dev virbr0; ip link set virbr0 up
t=iptables-nft
for chain in FWI FWO FWX; do $t -N LIBVIRT_$chain; $t -A FORWARD -j LIBVIRT_$chain; done
$t -A LIBVIRT_FWI -d 192.168.122.0/24 -o virbr0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
$t -A LIBVIRT_FWI -o virbr0 -j REJECT; $t -A LIBVIRT_FWO -s 192.168.122.0/24 -i virbr0 -j ACCEPT; $t -A LIBVIRT_FWO -i virbr0 -j REJECT
$t -A LIBVIRT_FWX -i virbr0 -o virbr0 -j ACCEPT
