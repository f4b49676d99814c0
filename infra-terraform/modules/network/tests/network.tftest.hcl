mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name           = "footfall"
  bucket_arns    = ["arn:aws:s3:::footfall-raw", "arn:aws:s3:::footfall-artefacts"]
  log_bucket_arn = "arn:aws:s3:::footfall-logs"
}

run "minimal" {
  command = plan

  assert {
    condition     = aws_vpc.this.cidr_block == "10.0.0.0/16"
    error_message = "The VPC is 10.0.0.0/16."
  }
  assert {
    condition     = aws_subnet.public.cidr_block == "10.0.0.0/20" && aws_subnet.private.cidr_block == "10.0.128.0/20"
    error_message = "The public subnet is 10.0.0.0/20, the private one 10.0.128.0/20."
  }
  assert {
    condition     = aws_subnet.public.availability_zone == aws_subnet.private.availability_zone
    error_message = "Both subnets are in one zone."
  }
  assert {
    condition     = !aws_subnet.public.map_public_ip_on_launch && !aws_subnet.private.map_public_ip_on_launch
    error_message = "No subnet gives public addresses by itself."
  }

  # Routes
  assert {
    condition     = aws_route.public_internet.gateway_id == aws_internet_gateway.this.id && aws_route.public_internet.route_table_id == aws_route_table.public.id
    error_message = "The internet gateway is reached by the public route table only."
  }
  assert {
    condition     = aws_route_table_association.public.route_table_id == aws_route_table.public.id && aws_route_table_association.public.subnet_id == aws_subnet.public.id
    error_message = "The public subnet has the public route table."
  }
  assert {
    condition     = aws_route_table_association.private.route_table_id == aws_route_table.private.id && aws_route_table_association.private.subnet_id == aws_subnet.private.id
    error_message = "The private subnet has the private route table."
  }
  assert {
    condition     = length(aws_route_table.private.route) == 0
    error_message = "The private route table has no route of its own."
  }
  assert {
    condition     = length(aws_default_security_group.this.ingress) == 0 && length(aws_default_security_group.this.egress) == 0
    error_message = "The VPC's default security group lets nothing in or out."
  }

  # S3
  assert {
    condition     = aws_vpc_endpoint.s3.vpc_endpoint_type == "Gateway" && aws_vpc_endpoint.s3.service_name == "com.amazonaws.eu-central-1.s3"
    error_message = "S3 is reached by a gateway endpoint."
  }
  assert {
    condition     = aws_vpc_endpoint.s3.route_table_ids == toset([aws_route_table.private.id])
    error_message = "The gateway endpoint is in the private route table."
  }
  assert {
    condition     = jsondecode(aws_vpc_endpoint.s3.policy).Statement[0].Resource == ["arn:aws:s3:::footfall-raw", "arn:aws:s3:::footfall-artefacts"] && jsondecode(aws_vpc_endpoint.s3.policy).Statement[1].Resource == ["arn:aws:s3:::footfall-raw/*", "arn:aws:s3:::footfall-artefacts/*"]
    error_message = "The gateway endpoint leads to our buckets."
  }
  assert {
    condition     = alltrue([for statement in slice(jsondecode(aws_vpc_endpoint.s3.policy).Statement, 0, 2) : statement.Condition.StringEquals["aws:PrincipalAccount"] == "123456789012"])
    error_message = "Our buckets are reached with our account's credentials only."
  }
  assert {
    condition     = jsondecode(aws_vpc_endpoint.s3.policy).Statement[2].Action == ["s3:GetObject"]
    error_message = "Other buckets than ours are read only."
  }
  assert {
    condition     = alltrue([for arn in jsondecode(aws_vpc_endpoint.s3.policy).Statement[2].Resource : can(regex("^arn:aws:s3:::(amazon-ssm|amazon-ssm-packages|aws-ssm|aws-ssm-document-attachments)-eu-central-1/\\*$|^arn:aws:s3:::eu-central-1-birdwatcher-prod/\\*$", arn))])
    error_message = "Of other buckets only those of the Systems Manager agent are reached."
  }

  # Systems Manager
  assert {
    condition     = toset([for endpoint in aws_vpc_endpoint.interface : endpoint.service_name]) == toset(["com.amazonaws.eu-central-1.ssm", "com.amazonaws.eu-central-1.ssmmessages", "com.amazonaws.eu-central-1.ec2messages"])
    error_message = "There are interface endpoints for ssm, ssmmessages and ec2messages, and no others."
  }
  assert {
    condition     = alltrue([for endpoint in aws_vpc_endpoint.interface : endpoint.private_dns_enabled && endpoint.vpc_endpoint_type == "Interface"])
    error_message = "The interface endpoints have private DNS."
  }
  assert {
    condition     = aws_vpc.this.enable_dns_support && aws_vpc.this.enable_dns_hostnames
    error_message = "The VPC resolves private names."
  }
  assert {
    condition     = alltrue([for endpoint in aws_vpc_endpoint.interface : endpoint.subnet_ids == toset([aws_subnet.private.id]) && endpoint.security_group_ids == toset([aws_security_group.endpoints.id])])
    error_message = "The interface endpoints stand in the private subnet, behind their security group."
  }
  assert {
    condition     = alltrue([for endpoint in aws_vpc_endpoint.interface : jsondecode(endpoint.policy).Statement[0].Condition.StringEquals["aws:PrincipalAccount"] == "123456789012"])
    error_message = "The interface endpoints serve our account only."
  }
  assert {
    condition     = aws_vpc_security_group_ingress_rule.endpoints_https.cidr_ipv4 == "10.0.0.0/16" && aws_vpc_security_group_ingress_rule.endpoints_https.from_port == 443 && aws_vpc_security_group_ingress_rule.endpoints_https.to_port == 443
    error_message = "The interface endpoints take HTTPS from the VPC only."
  }

  # Flow logs
  assert {
    condition     = aws_flow_log.this.traffic_type == "ALL" && aws_flow_log.this.vpc_id == aws_vpc.this.id && aws_flow_log.this.log_destination == "arn:aws:s3:::footfall-logs/flow/"
    error_message = "All of the VPC's traffic is in the flow logs."
  }
}

run "full" {
  command = plan

  variables {
    availability_zone   = "eu-central-1b"
    package_bucket_arns = ["arn:aws:s3:::al2023-repos-eu-central-1-de612dc2"]
    tags                = { Shop = "example" }
  }

  assert {
    condition     = aws_subnet.private.availability_zone == "eu-central-1b"
    error_message = "The zone can be chosen."
  }
  assert {
    condition     = contains(jsondecode(aws_vpc_endpoint.s3.policy).Statement[2].Resource, "arn:aws:s3:::al2023-repos-eu-central-1-de612dc2/*")
    error_message = "Buckets of OS packages can be read where they are named."
  }
}

run "refuses_no_buckets" {
  command = plan

  variables {
    bucket_arns = []
  }

  expect_failures = [var.bucket_arns]
}
