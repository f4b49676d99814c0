mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name              = "footfall"
  vpc_id            = "vpc-0123456789abcdef0"
  public_subnet_id  = "subnet-0123456789abcdef1"
  availability_zone = "eu-central-1a"
}

run "full" {
  command = plan

  variables {
    allowed_cidrs = { "the shop's servers" = "203.0.113.16/28", "office" = "2001:db8:1::/48" }
  }

  # Who may reach it
  assert {
    condition     = jsonencode({ for name, rule in aws_vpc_security_group_ingress_rule.postgresql : name => [rule.cidr_ipv4, rule.cidr_ipv6, rule.from_port, rule.to_port, rule.ip_protocol] }) == jsonencode({ "the shop's servers" = ["203.0.113.16/28", null, 5432, 5432, "tcp"], "office" = [null, "2001:db8:1::/48", 5432, 5432, "tcp"] })
    error_message = "Only the named addresses may reach the shop's database, and only PostgreSQL's port."
  }
  assert {
    condition     = aws_network_interface.shop[0].subnet_id == var.public_subnet_id && aws_network_interface.shop[0].security_groups == toset([aws_security_group.shop[0].id])
    error_message = "The shop's database must stand in the public subnet, behind its own security group."
  }
  assert {
    condition     = aws_eip.shop[0].network_interface == aws_network_interface.shop[0].id && aws_instance.shop[0].primary_network_interface[0].network_interface_id == aws_network_interface.shop[0].id
    error_message = "The address must stay when the instance is replaced."
  }
  assert {
    condition     = aws_vpc_security_group_egress_rule.https[0].from_port == 443 && aws_vpc_security_group_egress_rule.https[0].to_port == 443
    error_message = "The instance may go out by TLS only."
  }

  # TLS
  assert {
    condition     = strcontains(aws_instance.shop[0].user_data, "ssl = on") && strcontains(aws_instance.shop[0].user_data, "ssl_min_protocol_version = 'TLSv1.2'")
    error_message = "PostgreSQL must speak TLS."
  }
  assert {
    condition     = strcontains(aws_instance.shop[0].user_data, "hostssl shop shop $network scram-sha-256") && !can(regex("(?m)^\\s*(echo ['\"])?host(nossl)? ", aws_instance.shop[0].user_data))
    error_message = "PostgreSQL must take nobody without TLS and SCRAM."
  }
  assert {
    condition     = strcontains(aws_instance.shop[0].user_data, "for network in 2001:db8:1::/48 203.0.113.16/28; do")
    error_message = "PostgreSQL itself must let the named networks in, and no others."
  }

  assert {
    condition     = strcontains(aws_instance.shop[0].user_data, "subjectAltName=DNS:ec2-198-51-100-10.eu-central-1.compute.amazonaws.com,IP:198.51.100.10") && output.certificate_parameter_name == aws_ssm_parameter.certificate[0].name
    error_message = "The certificate must be for the name in the address, and lie where shops look for it."
  }
  assert {
    condition     = strcontains(local.url_form, "@ec2-198-51-100-10.eu-central-1.compute.amazonaws.com:5432/shop?sslmode=verify-full")
    error_message = "The address must ask the shop to check who answers."
  }

  # Secrets
  assert {
    condition     = aws_ssm_parameter.database_url.type == "SecureString" && nonsensitive(aws_ssm_parameter.database_url.value) == "made up by the mock" && aws_ssm_parameter.database_url.value_wo_version == 1
    error_message = "The database's address must come by the write-only argument, so that the state holds no password."
  }
  assert {
    condition     = toset(flatten([for statement in jsondecode(aws_iam_role_policy.instance[0].policy).Statement : statement.Resource if statement.Resource != ["*"]])) == toset(["arn:aws:ssm:eu-central-1:123456789012:parameter/footfall/shop/database-url", "arn:aws:ssm:eu-central-1:123456789012:parameter/footfall/shop/ca"])
    error_message = "The instance may read its address and write its certificate, no other parameter."
  }

  # The instance
  assert {
    condition     = aws_instance.shop[0].metadata_options[0].http_tokens == "required" && aws_instance.shop[0].metadata_options[0].http_put_response_hop_limit == 1
    error_message = "The instance's metadata must ask for a token and stay on the instance (IMDSv2, one hop)."
  }
  assert {
    condition     = aws_instance.shop[0].root_block_device[0].encrypted && aws_ebs_volume.data[0].encrypted && aws_ebs_volume.data[0].type == "gp3"
    error_message = "Both volumes must be encrypted."
  }
  assert {
    condition     = aws_volume_attachment.data[0].volume_id == aws_ebs_volume.data[0].id && aws_volume_attachment.data[0].stop_instance_before_detaching == true
    error_message = "The data volume must survive the instance."
  }
  assert {
    condition     = lookup(aws_ebs_volume.data[0].tags, "FootfallSnapshots", "") == "footfall" && aws_ebs_volume.data[0].final_snapshot
    error_message = "The data volume must have daily snapshots, and a last one."
  }
  assert {
    condition     = aws_instance.shop[0].maintenance_options[0].auto_recovery == "default" && aws_instance.shop[0].disable_api_termination
    error_message = "The instance must be recovered automatically and protected from termination."
  }
  assert {
    condition     = can(regex("^t4g\\.", aws_instance.shop[0].instance_type)) && aws_instance.shop[0].credit_specification[0].cpu_credits == "standard"
    error_message = "The instance must be an arm64 one whose price is bounded."
  }
}

run "minimal" {
  command = plan

  variables {
    create_instance       = false
    existing_database_url = "postgres://shop:secret@db.shop.example:5432/shop?sslmode=verify-full"
    existing_database_ca  = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
  }

  assert {
    condition     = length(aws_instance.shop) + length(aws_ebs_volume.data) + length(aws_eip.shop) + length(aws_security_group.shop) + length(aws_iam_role.instance) == 0
    error_message = "With a database of its own nothing is made for the shop."
  }
  assert {
    condition     = aws_ssm_parameter.database_url.name == "/footfall/shop/database-url" && nonsensitive(aws_ssm_parameter.database_url.value) == "made up by the mock"
    error_message = "An existing database's address must go to SSM, and not to the state."
  }
  assert {
    condition     = aws_ssm_parameter.existing_certificate[0].value == var.existing_database_ca && output.certificate_parameter_name == aws_ssm_parameter.existing_certificate[0].name
    error_message = "An existing database's authority must lie where shops look for it."
  }
}

run "refuses_the_whole_internet" {
  command = plan
  variables {
    allowed_cidrs = { everybody = "0.0.0.0/0" }
  }
  expect_failures = [var.allowed_cidrs]
}

run "refuses_the_whole_internet_in_two_halves" {
  command = plan
  variables {
    allowed_cidrs = { one = "0.0.0.0/1", two = "128.0.0.0/1" }
  }
  expect_failures = [var.allowed_cidrs]
}

run "refuses_a_database_that_nobody_reaches" {
  command         = plan
  expect_failures = [var.allowed_cidrs]
}

run "refuses_no_database_at_all" {
  command = plan
  variables {
    create_instance = false
  }
  expect_failures = [var.existing_database_url]
}

run "refuses_a_server_that_nobody_checks" {
  command = plan
  variables {
    create_instance       = false
    existing_database_url = "postgres://shop:secret@db.shop.example:5432/shop?sslmode=no-verify"
  }
  expect_failures = [var.existing_database_url]
}

run "refuses_a_certificate_that_is_none" {
  command = plan
  variables {
    create_instance       = false
    existing_database_url = "postgres://shop:secret@db.shop.example:5432/shop?sslmode=verify-full"
    existing_database_ca  = "global-bundle.pem"
  }
  expect_failures = [var.existing_database_ca]
}

# Everybody's authorities vouch for it: there is no certificate to name.
run "public_authority" {
  command = plan
  variables {
    create_instance       = false
    existing_database_url = "postgres://shop:secret@db.shop.example:5432/shop?application_name=shop&sslmode=verify-full"
  }
  assert {
    condition     = output.certificate_parameter_name == null
    error_message = "Where everybody's authorities vouch, no certificate is looked for."
  }
}
