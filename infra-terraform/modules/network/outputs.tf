output "vpc_id" {
  description = "The VPC."
  value       = aws_vpc.this.id
}

output "vpc_cidr" {
  description = "Addresses of the VPC."
  value       = aws_vpc.this.cidr_block
}

output "availability_zone" {
  description = "The zone of both subnets."
  value       = local.availability_zone
}

output "public_subnet_id" {
  description = "The subnet with a route to the internet."
  value       = aws_subnet.public.id
}

output "private_subnet_id" {
  description = "The subnet without one."
  value       = aws_subnet.private.id
}

output "public_route_table_id" {
  description = "Routes of the public subnet."
  value       = aws_route_table.public.id
}

output "private_route_table_id" {
  description = "Routes of the private subnet: the VPC itself and S3."
  value       = aws_route_table.private.id
}

output "s3_prefix_list_id" {
  description = "S3's addresses in this region, for rules of security groups."
  value       = aws_vpc_endpoint.s3.prefix_list_id
}

output "endpoints_security_group_id" {
  description = "The security group of the interface endpoints."
  value       = aws_security_group.endpoints.id
}
