mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

override_resource {
  target          = aws_s3_bucket.backup
  override_during = plan
  values          = { arn = "arn:aws:s3:::footfall-backup-123456789012-eu-central-1" }
}

variables {
  name                        = "footfall"
  vpc_id                      = "vpc-0123456789abcdef0"
  private_subnet_id           = "subnet-0123456789abcdef0"
  availability_zone           = "eu-central-1a"
  s3_prefix_list_id           = "pl-0123456789abcdef0"
  endpoints_security_group_id = "sg-0123456789abcdee0"
  etl_security_group_id       = "sg-0123456789abcdee1"
  raw_bucket_name             = "footfall-raw-123456789012-eu-central-1"
  raw_bucket_arn              = "arn:aws:s3:::footfall-raw-123456789012-eu-central-1"
  artefact_bucket_arn         = "arn:aws:s3:::footfall-artefacts-123456789012-eu-central-1"
  log_bucket_arn              = "arn:aws:s3:::footfall-logs-123456789012-eu-central-1"
  user_data                   = "#!/usr/bin/python3\nprint('loader')\n"
  bundle                      = "1.0.0 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
}

run "minimal" {
  command = plan

  assert {
    condition     = aws_instance.warehouse.primary_network_interface[0].network_interface_id == aws_network_interface.warehouse.id && aws_network_interface.warehouse.subnet_id == var.private_subnet_id
    error_message = "The instance must stand in the private subnet."
  }
  assert {
    condition     = aws_network_interface.warehouse.security_groups == toset([aws_security_group.warehouse.id])
    error_message = "The instance must have its own security group and no other."
  }
  assert {
    condition     = can(regex("^t4g\\.", aws_instance.warehouse.instance_type))
    error_message = "The instance must be an arm64 one by default."
  }
  assert {
    condition     = data.aws_ssm_parameter.ami.name == "/aws/service/debian/release/13/latest/arm64" && aws_instance.warehouse.ami == data.aws_ssm_parameter.ami.value
    error_message = "The image must be Debian 13 for arm64, by its public parameter."
  }
  assert {
    condition     = aws_instance.warehouse.metadata_options[0].http_tokens == "required" && aws_instance.warehouse.metadata_options[0].http_put_response_hop_limit == 1
    error_message = "The instance's metadata must ask for a token and stay on the instance (IMDSv2, one hop)."
  }
  assert {
    condition     = aws_instance.warehouse.root_block_device[0].encrypted && aws_instance.warehouse.root_block_device[0].volume_type == "gp3"
    error_message = "The root volume must be encrypted gp3."
  }
  assert {
    condition     = aws_ebs_volume.data.encrypted && aws_ebs_volume.data.type == "gp3"
    error_message = "The data volume must be encrypted gp3."
  }
  assert {
    condition     = aws_volume_attachment.data.volume_id == aws_ebs_volume.data.id && aws_volume_attachment.data.instance_id == aws_instance.warehouse.id
    error_message = "The data volume must be a resource of its own, attached to the instance, so that it survives a replacement."
  }
  assert {
    condition     = aws_volume_attachment.data.stop_instance_before_detaching == true && aws_volume_attachment.data.force_detach != true
    error_message = "The instance must be stopped before the data volume leaves it."
  }
  assert {
    condition     = aws_ebs_volume.data.final_snapshot
    error_message = "Destroying the data volume must leave a last snapshot."
  }
  assert {
    condition     = aws_ebs_volume.data.availability_zone == var.availability_zone
    error_message = "The data volume must be in the subnet's zone."
  }
  assert {
    condition     = aws_instance.warehouse.maintenance_options[0].auto_recovery == "default"
    error_message = "The instance must be recovered automatically."
  }
  assert {
    condition     = aws_instance.warehouse.disable_api_termination
    error_message = "The instance must be protected from termination."
  }
  assert {
    condition     = aws_instance.warehouse.credit_specification[0].cpu_credits == "standard"
    error_message = "Processor credits must not be bought without a limit."
  }
  assert {
    condition     = aws_instance.warehouse.user_data == var.user_data && aws_instance.warehouse.user_data_replace_on_change == false
    error_message = "The instance must run the loader once, and no change of it may replace a running warehouse."
  }
  assert {
    condition     = aws_instance.warehouse.iam_instance_profile == aws_iam_instance_profile.instance.name && aws_iam_instance_profile.instance.role == aws_iam_role.instance.name
    error_message = "The instance must have its own profile."
  }

  # Who may speak with it
  assert {
    condition     = aws_vpc_security_group_ingress_rule.postgresql_from_etl.referenced_security_group_id == var.etl_security_group_id && aws_vpc_security_group_ingress_rule.postgresql_from_etl.from_port == 5432 && aws_vpc_security_group_ingress_rule.postgresql_from_etl.to_port == 5432 && aws_vpc_security_group_ingress_rule.postgresql_from_etl.ip_protocol == "tcp"
    error_message = "Only the ETL may reach the warehouse, and only PostgreSQL's port."
  }
  assert {
    condition     = aws_vpc_security_group_egress_rule.s3.prefix_list_id == var.s3_prefix_list_id && aws_vpc_security_group_egress_rule.s3.from_port == 443 && aws_vpc_security_group_egress_rule.s3.to_port == 443
    error_message = "The way to S3 must be the prefix list's 443."
  }
  assert {
    condition     = aws_vpc_security_group_egress_rule.ssm.referenced_security_group_id == var.endpoints_security_group_id && aws_vpc_security_group_egress_rule.ssm.from_port == 443 && aws_vpc_security_group_egress_rule.ssm.to_port == 443
    error_message = "The way to SSM must be the endpoints' 443."
  }
  assert {
    condition     = alltrue([for rule in [aws_vpc_security_group_ingress_rule.postgresql_from_etl, aws_vpc_security_group_egress_rule.s3, aws_vpc_security_group_egress_rule.ssm] : rule.security_group_id == aws_security_group.warehouse.id && rule.cidr_ipv4 == null && rule.cidr_ipv6 == null])
    error_message = "The warehouse's rules must name groups and lists, never addresses."
  }

  # Secrets
  assert {
    condition     = toset(keys(aws_ssm_parameter.password)) == toset(["owner", "etl", "dash"])
    error_message = "Each of the three roles must have a password."
  }
  assert {
    condition     = alltrue([for parameter in aws_ssm_parameter.password : parameter.type == "SecureString"])
    error_message = "Passwords must be SecureStrings."
  }
  assert {
    condition     = alltrue([for parameter in aws_ssm_parameter.password : nonsensitive(parameter.value) == "made up by the mock" && parameter.value_wo_version == 1])
    error_message = "Passwords must come by the write-only argument, so that the state holds none."
  }
  assert {
    condition     = aws_ssm_parameter.password["etl"].name == "/footfall/warehouse/password/etl" && output.password_parameter_name == "/footfall/warehouse/password/etl"
    error_message = "The ETL's password must lie where the instance and the ETL look for it."
  }
  assert {
    condition     = aws_ssm_parameter.certificate.name == "/footfall/warehouse/ca" && output.certificate_parameter_name == "/footfall/warehouse/ca"
    error_message = "The certificate must lie where the instance writes it."
  }

  # Settings of the bootstrap
  assert {
    condition     = aws_ssm_parameter.bundle.name == "/footfall/instance/bundle" && nonsensitive(aws_ssm_parameter.bundle.value) == var.bundle
    error_message = "The bundle's version and hash must lie where the loader looks for them."
  }
  assert {
    condition = aws_ssm_parameter.settings.name == "/footfall/instance/settings" && jsondecode(nonsensitive(aws_ssm_parameter.settings.value)) == {
      database       = "clickstream_dw"
      rawBucket      = var.raw_bucket_name
      backupBucket   = "footfall-backup-123456789012-eu-central-1"
      dataVolume     = aws_ebs_volume.data.id
      clientNetworks = "10.0.0.0/16"
      timeZone       = "UTC"
      weekStart      = "1"
    }
    error_message = "The bootstrap's settings must be complete."
  }

  # Backups
  assert {
    condition     = aws_dlm_lifecycle_policy.daily.state == "ENABLED" && aws_dlm_lifecycle_policy.daily.policy_details[0].schedule[0].create_rule[0].interval == 24 && aws_dlm_lifecycle_policy.daily.policy_details[0].schedule[0].create_rule[0].interval_unit == "HOURS"
    error_message = "A snapshot must be taken each day."
  }
  assert {
    condition     = aws_dlm_lifecycle_policy.daily.policy_details[0].schedule[0].retain_rule[0].count == 7
    error_message = "Seven snapshots must be kept."
  }
  assert {
    condition     = alltrue([for key, value in aws_dlm_lifecycle_policy.daily.policy_details[0].target_tags : lookup(aws_ebs_volume.data.tags, key, "") == value]) && aws_dlm_lifecycle_policy.daily.policy_details[0].resource_types == tolist(["VOLUME"])
    error_message = "The snapshots must be of the data volume."
  }
  assert {
    condition     = aws_s3_bucket.backup.bucket == "footfall-backup-123456789012-eu-central-1" && aws_s3_bucket.backup.force_destroy == false
    error_message = "A backup bucket with dumps in it must not be destroyed unless told so."
  }
  assert {
    condition     = aws_s3_bucket_public_access_block.backup.block_public_acls && aws_s3_bucket_public_access_block.backup.block_public_policy && aws_s3_bucket_public_access_block.backup.ignore_public_acls && aws_s3_bucket_public_access_block.backup.restrict_public_buckets
    error_message = "The backup bucket must be closed to the public."
  }
  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.backup.rule).apply_server_side_encryption_by_default).sse_algorithm == "AES256"
    error_message = "The backup bucket must be encrypted."
  }
  assert {
    condition     = aws_s3_bucket_versioning.backup.versioning_configuration[0].status == "Enabled"
    error_message = "The backup bucket must keep versions."
  }
  assert {
    condition     = { for rule in aws_s3_bucket_lifecycle_configuration.backup.rule : rule.filter[0].prefix => rule.expiration[0].days } == { "dumps/" = 35, "logs/" = 90 }
    error_message = "Dumps must expire after 35 days and logs after 90."
  }
  assert {
    condition     = [for statement in jsondecode(aws_s3_bucket_policy.backup.policy).Statement : statement if statement.Effect == "Deny" && statement.Condition == { Bool = { "aws:SecureTransport" = "false" } }] != []
    error_message = "The backup bucket must take TLS only."
  }

  # What the instance may do
  assert {
    condition = toset(flatten([for policy in [aws_iam_role_policy.agent.policy, aws_iam_role_policy.parameters.policy, aws_iam_role_policy.storage.policy] : [for statement in jsondecode(policy).Statement : statement.Action if statement.Resource != ["*"]]])) == toset([
      "s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetEncryptionConfiguration", "s3:GetObject", "s3:ListBucket", "s3:PutObject",
      "ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath", "ssm:PutParameter",
    ])
    error_message = "The instance may do no more than its bootstrap needs."
  }
  assert {
    condition     = flatten([for statement in jsondecode(aws_iam_role_policy.parameters.policy).Statement : statement.Resource if contains(statement.Action, "ssm:PutParameter")]) == ["arn:aws:ssm:eu-central-1:123456789012:parameter/footfall/warehouse/ca"]
    error_message = "The one parameter that the instance may write is its certificate."
  }
  assert {
    condition     = alltrue([for resource in flatten([for statement in jsondecode(aws_iam_role_policy.parameters.policy).Statement : statement.Resource]) : can(regex(":parameter/footfall/(instance|warehouse)(/(\\*|ca))?$", resource))])
    error_message = "The instance may read its own parameters alone."
  }
  assert {
    condition     = alltrue([for resource in flatten([for statement in jsondecode(aws_iam_role_policy.storage.policy).Statement : statement.Resource if contains(statement.Action, "s3:DeleteObject")]) : startswith(resource, "${var.raw_bucket_arn}/")])
    error_message = "The instance may delete nothing but what an erasure takes from the lake: no dump, no log."
  }
  assert {
    condition     = alltrue([for statement in jsondecode(aws_iam_role_policy.snapshots.policy).Statement : statement.Resource != ["*"] || alltrue([for action in statement.Action : startswith(action, "ec2:Describe")])])
    error_message = "The snapshots' role may only look at what is not its own."
  }
  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.snapshots.policy).Statement : try(statement.Condition, null) if contains(statement.Action, "ec2:DeleteSnapshot")] == [{ StringEquals = { "aws:ResourceTag/FootfallSnapshots" = "footfall" } }]
    error_message = "The snapshots' role may delete its own snapshots alone."
  }
  assert {
    condition     = output.host == aws_network_interface.warehouse.private_ip
    error_message = "The ETL must get the address that survives a replacement."
  }
}

run "full" {
  command = plan

  variables {
    documents        = { update = jsonencode({ schemaVersion = "2.2", description = "update", mainSteps = [] }) }
    ami_id           = "ami-0aaaaaaaaaaaaaaaa"
    instance_type    = "m7g.large"
    allow_destroy    = true
    password_version = 2
    volume_gib       = 500
    snapshot_id      = "snap-0123456789abcdef0"
    snapshots_kept   = 14
    dump_days        = 60
    time_zone        = "Europe/Berlin"
    tags             = { Owner = "shop" }
  }

  assert {
    condition     = aws_ssm_document.command["update"].name == "footfall-update" && aws_ssm_document.command["update"].document_type == "Command"
    error_message = "The instance's commands must be SSM documents."
  }
  assert {
    condition     = aws_instance.warehouse.ami == "ami-0aaaaaaaaaaaaaaaa"
    error_message = "A named image must be taken."
  }
  assert {
    condition     = aws_instance.warehouse.disable_api_termination == false && aws_s3_bucket.backup.force_destroy
    error_message = "allow_destroy must let everything be destroyed."
  }
  assert {
    condition     = alltrue([for parameter in aws_ssm_parameter.password : parameter.value_wo_version == 2])
    error_message = "A new password_version must make new passwords."
  }
  assert {
    condition     = jsondecode(nonsensitive(aws_ssm_parameter.settings.value)).timeZone == "Europe/Berlin"
    error_message = "The shop's time zone must reach the instance."
  }
  assert {
    condition     = aws_ebs_volume.data.size == 500
    error_message = "The data volume must have the size that was asked for."
  }
  assert {
    condition     = aws_ebs_volume.data.snapshot_id == "snap-0123456789abcdef0"
    error_message = "A restore must make the data volume of the snapshot that was named."
  }
}

run "refuses_a_snapshot_that_is_none" {
  command = plan
  variables {
    snapshot_id = "latest"
  }
  expect_failures = [var.snapshot_id]
}

run "refuses_another_processor" {
  command = plan
  variables {
    instance_type = "t3.small"
  }
  expect_failures = [var.instance_type]
}

run "refuses_a_bundle_without_hash" {
  command = plan
  variables {
    bundle = "1.0.0"
  }
  expect_failures = [var.bundle]
}

run "refuses_the_whole_internet" {
  command = plan
  variables {
    client_networks = "0.0.0.0/0"
  }
  expect_failures = [var.client_networks]
}

run "refuses_a_document_that_is_none" {
  command = plan
  variables {
    documents = { update = "not JSON" }
  }
  expect_failures = [var.documents]
}
