# Docker 28 with a container: a policy of DROP, and raw rules against direct routing.
echo iptables-nft
ip link add docker0 type veth peer name container; ip address add 172.17.0.1/16 dev docker0; ip link set docker0 up
t=iptables-nft
$t -P FORWARD DROP
for chain in DOCKER DOCKER-BRIDGE DOCKER-CT DOCKER-FORWARD DOCKER-ISOLATION-STAGE-1 DOCKER-ISOLATION-STAGE-2 DOCKER-USER; do $t -N $chain; done
$t -A FORWARD -j DOCKER-USER; $t -A FORWARD -j DOCKER-FORWARD
$t -A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT
$t -A DOCKER ! -i docker0 -o docker0 -j DROP
$t -A DOCKER-BRIDGE -o docker0 -j DOCKER
$t -A DOCKER-CT -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
$t -A DOCKER-FORWARD -j DOCKER-CT; $t -A DOCKER-FORWARD -j DOCKER-ISOLATION-STAGE-1; $t -A DOCKER-FORWARD -j DOCKER-BRIDGE
$t -A DOCKER-FORWARD -i docker0 -j ACCEPT
$t -A DOCKER-ISOLATION-STAGE-1 -i docker0 ! -o docker0 -j DOCKER-ISOLATION-STAGE-2
$t -A DOCKER-ISOLATION-STAGE-2 -o docker0 -j DROP
$t -A DOCKER-USER -j RETURN
$t -t nat -N DOCKER; $t -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
$t -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
$t -t nat -A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80
$t -t raw -A PREROUTING -d 172.17.0.2/32 ! -i docker0 -j DROP
