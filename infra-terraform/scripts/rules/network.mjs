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

/** What a security group of ours lets out leads to a group or to S3, never to addresses; but the shop's own database fetches packages. */
export function nothingGoesOutAnywhere(changes) {
  const rules = ofType(changes, 'aws_vpc_security_group_egress_rule')
    .filter(({ address }) => !FETCHES_PACKAGES.test(address))
    .filter(
      (rule) => rule.cidr_ipv4 || rule.cidr_ipv6 || !PORTS_OUT.has(rule.from_port) || rule.from_port !== rule.to_port,
    );
  const inline = [
    ...ofType(changes, 'aws_security_group', 'aws_default_security_group').filter(
      ({ egress }) => list(egress).length > 0,
    ),
    ...ofType(changes, 'aws_security_group_rule').filter(({ type }) => type === 'egress'),
  ];
  return [...rules, ...inline].map(({ address }) => `${address} lets out more than to a group, or to S3, by one port`);
}

/** PostgreSQL, and TLS. */
const PORTS_OUT = new Set([5432, 443]);
const FETCHES_PACKAGES = /(^|\.)aws_vpc_security_group_egress_rule\.https\[0\]$/;
