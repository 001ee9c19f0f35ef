# Docker 19 with iptables-legacy.
echo iptables-legacy
ip link add docker0 type veth peer name container; ip address add 172.17.0.1/16 dev docker0; ip link set docker0 up
t=iptables-legacy
$t -P FORWARD DROP
for chain in DOCKER DOCKER-ISOLATION-STAGE-1 DOCKER-ISOLATION-STAGE-2 DOCKER-USER; do $t -N $chain; done
$t -A FORWARD -j DOCKER-USER; $t -A FORWARD -j DOCKER-ISOLATION-STAGE-1
$t -A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
$t -A FORWARD -o docker0 -j DOCKER; $t -A FORWARD -i docker0 ! -o docker0 -j ACCEPT; $t -A FORWARD -i docker0 -o docker0 -j ACCEPT
$t -A DOCKER-ISOLATION-STAGE-1 -i docker0 ! -o docker0 -j DOCKER-ISOLATION-STAGE-2; $t -A DOCKER-ISOLATION-STAGE-1 -j RETURN
$t -A DOCKER-ISOLATION-STAGE-2 -o docker0 -j DROP; $t -A DOCKER-ISOLATION-STAGE-2 -j RETURN; $t -A DOCKER-USER -j RETURN
