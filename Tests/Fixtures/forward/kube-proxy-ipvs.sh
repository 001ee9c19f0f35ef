# kube-proxy with IPVS.
echo iptables-nft
for set in CLUSTER-IP LOAD-BALANCER LOAD-BALANCER-FW EXTERNAL-IP; do ipset create KUBE-$set hash:ip,port; done
ipset create KUBE-LOOP-BACK hash:ip,port,ip; ipset create KUBE-LOAD-BALANCER-SOURCE-CIDR hash:ip,port,net
ipset create KUBE-IPVS-IPS hash:ip; ipset add KUBE-IPVS-IPS 10.96.0.1; ipset create KUBE-NODE-PORT-TCP bitmap:port range 0-65535
ipset create KUBE-HEALTH-CHECK-NODE-PORT bitmap:port range 0-65535; ipset add KUBE-CLUSTER-IP 10.96.0.1,tcp:443
iptables-nft-restore "${FIXTURES:-Tests/Fixtures}/firewalls/kube-proxy-ipvs.ipv4"
