# The private side reaches S3 and Systems Manager and nothing else: no NAT gateway, and no default route to add one to by mistake.

data "aws_region" "current" {}

data "aws_partition" "current" {}

data "aws_caller_identity" "current" {}

data "aws_availability_zones" "available" {
  state = "available"

  # A local zone has neither the endpoints nor the instance types.
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

locals {
  region            = data.aws_region.current.region
  account_id        = data.aws_caller_identity.current.account_id
  availability_zone = coalesce(var.availability_zone, data.aws_availability_zones.available.names[0])
  endpoints         = toset(["ssm", "ssmmessages", "ec2messages"])

  # Where the Systems Manager agent finds its own updates and documents.
  # https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-technical-details.html
  agent_bucket_arns = [
    for bucket in [
      "amazon-ssm-${local.region}",
      "amazon-ssm-packages-${local.region}",
      "aws-ssm-${local.region}",
      "aws-ssm-document-attachments-${local.region}",
      "${local.region}-birdwatcher-prod",
    ] : "arn:${data.aws_partition.current.partition}:s3:::${bucket}"
  ]
  read_only_bucket_arns = concat(local.agent_bucket_arns, var.package_bucket_arns)
}

# --- The VPC and its two subnets, in one zone: traffic between zones costs, and the warehouse is one machine ------------------

resource "aws_vpc" "this" {
  cidr_block           = var.vpc_cidr
  enable_dns_support   = true
  enable_dns_hostnames = true # the interface endpoints' private names need both

  tags = merge(var.tags, { Name = var.name })
}

resource "aws_subnet" "public" {
  vpc_id                  = aws_vpc.this.id
  cidr_block              = var.public_subnet_cidr
  availability_zone       = local.availability_zone
  map_public_ip_on_launch = false # who needs an address asks for it

  tags = merge(var.tags, { Name = "${var.name}-public" })
}

resource "aws_subnet" "private" {
  vpc_id                  = aws_vpc.this.id
  cidr_block              = var.private_subnet_cidr
  availability_zone       = local.availability_zone
  map_public_ip_on_launch = false

  tags = merge(var.tags, { Name = "${var.name}-private" })
}

# What nobody chose must reach nothing: the VPC's own security group has no rules.
resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id

  tags = merge(var.tags, { Name = "${var.name}-default-unused" })
}

# --- Routes: the internet for the public subnet only ------------------------------------------------------------------------

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id

  tags = merge(var.tags, { Name = var.name })
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.this.id

  tags = merge(var.tags, { Name = "${var.name}-public" })
}

resource "aws_route" "public_internet" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this.id
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.this.id

  tags = merge(var.tags, { Name = "${var.name}-private" })
}

resource "aws_route_table_association" "private" {
  subnet_id      = aws_subnet.private.id
  route_table_id = aws_route_table.private.id
}

# --- S3 by the gateway endpoint, which costs nothing, and only to our buckets ------------------------------------------------

resource "aws_vpc_endpoint" "s3" {
  vpc_id            = aws_vpc.this.id
  service_name      = "com.amazonaws.${local.region}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.private.id]

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "OurBuckets"
        Effect    = "Allow"
        Principal = "*"
        Action    = ["s3:ListBucket", "s3:ListBucketVersions", "s3:GetBucketLocation", "s3:GetEncryptionConfiguration"]
        Resource  = var.bucket_arns
        Condition = { StringEquals = { "aws:PrincipalAccount" = local.account_id } }
      },
      {
        Sid       = "OurObjects"
        Effect    = "Allow"
        Principal = "*"
        Action    = ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]
        Resource  = [for arn in var.bucket_arns : "${arn}/*"]
        Condition = { StringEquals = { "aws:PrincipalAccount" = local.account_id } }
      },
      {
        # The agent and the package manager ask without a signature, so that no principal can be named.
        Sid       = "PublicPackages"
        Effect    = "Allow"
        Principal = "*"
        Action    = ["s3:GetObject"]
        Resource  = [for arn in local.read_only_bucket_arns : "${arn}/*"]
      },
    ]
  })

  tags = merge(var.tags, { Name = "${var.name}-s3" })
}

# --- Systems Manager by interface endpoints: sessions, parameters and commands, without a way out ---------------------------

resource "aws_security_group" "endpoints" {
  name        = "${var.name}-endpoints"
  description = "Interface endpoints: HTTPS from the VPC"
  vpc_id      = aws_vpc.this.id

  tags = merge(var.tags, { Name = "${var.name}-endpoints" })
}

resource "aws_vpc_security_group_ingress_rule" "endpoints_https" {
  security_group_id = aws_security_group.endpoints.id
  description       = "HTTPS from the VPC"
  cidr_ipv4         = aws_vpc.this.cidr_block # the public subnet resolves these names to here, too
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443

  tags = var.tags
}

resource "aws_vpc_endpoint" "interface" {
  for_each = local.endpoints

  vpc_id              = aws_vpc.this.id
  service_name        = "com.amazonaws.${local.region}.${each.key}"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [aws_subnet.private.id]
  security_group_ids  = [aws_security_group.endpoints.id]
  private_dns_enabled = true

  # Another account's credentials lead nowhere from here, so that nothing can be carried out through a stranger's parameters.
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "OurAccountOnly"
        Effect    = "Allow"
        Principal = "*"
        Action    = "${each.key}:*"
        Resource  = "*"
        Condition = { StringEquals = { "aws:PrincipalAccount" = local.account_id } }
      },
    ]
  })

  tags = merge(var.tags, { Name = "${var.name}-${each.key}" })
}

# --- Who spoke with whom ----------------------------------------------------------------------------------------------------

resource "aws_flow_log" "this" {
  vpc_id                   = aws_vpc.this.id
  traffic_type             = "ALL"
  log_destination_type     = "s3" # a tenth of what CloudWatch takes for the same lines
  log_destination          = "${var.log_bucket_arn}/flow/"
  max_aggregation_interval = 600

  destination_options {
    file_format        = "parquet"
    per_hour_partition = true
  }

  tags = merge(var.tags, { Name = var.name })
}
