import { list, ofType } from '../lib/resources.mjs';

const ANYWHERE = new Set(['0.0.0.0/0', '::/0']);
/** What would lead out of the private subnet. */
const WAYS_OUT = [
  'aws_nat_gateway',
  'aws_egress_only_internet_gateway',
  'aws_vpc_peering_connection',
  'aws_vpn_gateway',
  'aws_ec2_transit_gateway_vpc_attachment',
];

/** Nothing that we put into the VPC takes connections from everywhere. The HTTP API and CloudFront are no part of it. */
export function nothingIsOpenToEverybody(changes) {
  const rules = [
    ...ofType(changes, 'aws_vpc_security_group_ingress_rule').map((rule) => ({
      ...rule,
      cidrs: [rule.cidr_ipv4, rule.cidr_ipv6],
    })),
    ...ofType(changes, 'aws_security_group_rule')
      .filter(({ type }) => type !== 'egress')
      .map((rule) => ({ ...rule, cidrs: [...list(rule.cidr_blocks), ...list(rule.ipv6_cidr_blocks)] })),
    ...ofType(changes, 'aws_security_group', 'aws_default_security_group').flatMap(({ address, ingress }) =>
      list(ingress).map((rule) => ({ address, cidrs: [...list(rule.cidr_blocks), ...list(rule.ipv6_cidr_blocks)] })),
    ),
  ];
  return rules
    .filter(({ cidrs }) => cidrs.some((cidr) => ANYWHERE.has(cidr)))
    .map(({ address }) => `${address} takes connections from everywhere`);
}

/** The private subnet has no way to the internet. */
export function noWayOut(changes) {
  const gateways = ofType(changes, ...WAYS_OUT).map(
    ({ address }) => `${address} would be a way out of the private subnet`,
  );
  const subnets = new Set(
    ofType(changes, 'aws_subnet')
      .filter(({ address }) => /\.private\b/.test(address))
      .map(({ id }) => id),
  );
  const tables = new Set(
    ofType(changes, 'aws_route_table_association')
      .filter(({ subnet_id }) => subnets.has(subnet_id))
      .map(({ route_table_id }) => route_table_id),
  );
  const routes = ofType(changes, 'aws_route')
    .filter(({ route_table_id }) => tables.has(route_table_id))
    .map(({ address }) => `${address} is a route of the private subnet`);
  const inline = ofType(changes, 'aws_route_table')
    .filter(({ id, route }) => tables.has(id) && list(route).length > 0)
    .map(({ address }) => `${address} is the private subnet's, and has a route`);
  return [...gateways, ...routes, ...inline];
}
