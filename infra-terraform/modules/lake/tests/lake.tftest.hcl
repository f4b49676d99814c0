mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

override_resource {
  target          = aws_s3_bucket.raw
  override_during = plan
  values          = { arn = "arn:aws:s3:::footfall-raw" }
}

override_resource {
  target          = aws_s3_bucket.logs
  override_during = plan
  values          = { arn = "arn:aws:s3:::footfall-logs" }
}

variables {
  name = "footfall"
}

run "minimal" {
  command = plan

  assert {
    condition     = aws_s3_bucket.raw.bucket == "footfall-raw-123456789012-eu-central-1"
    error_message = "Buckets are named for what they hold, the account and the region."
  }
  assert {
    condition     = length(toset([aws_s3_bucket.raw.bucket, aws_s3_bucket.artefacts.bucket, aws_s3_bucket.logs.bucket])) == 3
    error_message = "Clickstream, artefacts and logs have a bucket each."
  }
  assert {
    condition     = toset([for block in aws_s3_bucket_public_access_block.this : block.bucket]) == toset([aws_s3_bucket.raw.bucket, aws_s3_bucket.artefacts.bucket, aws_s3_bucket.logs.bucket])
    error_message = "Each bucket has its own block of public access."
  }
  assert {
    condition     = alltrue([for block in aws_s3_bucket_public_access_block.this : block.block_public_acls && block.block_public_policy && block.ignore_public_acls && block.restrict_public_buckets])
    error_message = "All public access is blocked."
  }
  assert {
    condition     = alltrue([for controls in aws_s3_bucket_ownership_controls.this : controls.rule[0].object_ownership == "BucketOwnerEnforced"])
    error_message = "Access control lists count for nothing."
  }
  assert {
    condition     = alltrue(flatten([for encryption in aws_s3_bucket_server_side_encryption_configuration.this : [for rule in encryption.rule : rule.apply_server_side_encryption_by_default[0].sse_algorithm == "AES256"]]))
    error_message = "Each bucket is encrypted."
  }
  assert {
    condition     = alltrue([for versioning in aws_s3_bucket_versioning.this : versioning.versioning_configuration[0].status == "Enabled"])
    error_message = "Each bucket keeps versions."
  }
  assert {
    condition = alltrue([
      for policy in aws_s3_bucket_policy.this : anytrue([
        for statement in jsondecode(policy.policy).Statement :
        statement.Effect == "Deny" && try(statement.Condition.Bool["aws:SecureTransport"], "") == "false" && length(statement.Resource) == 2
      ])
    ])
    error_message = "Each bucket refuses what does not come by TLS."
  }
  assert {
    condition     = alltrue([for policy in aws_s3_bucket_policy.this : anytrue([for statement in jsondecode(policy.policy).Statement : statement.Effect == "Deny" && try(statement.Condition.NumericLessThan["s3:TlsVersion"], "") == "1.2"])])
    error_message = "Each bucket refuses TLS older than 1.2."
  }
  assert {
    condition     = alltrue([for key in ["raw", "artefacts"] : alltrue([for statement in jsondecode(aws_s3_bucket_policy.this[key].policy).Statement : statement.Effect == "Deny"])])
    error_message = "The policies of lake and artefacts let nobody in."
  }
  assert {
    condition     = alltrue([for statement in jsondecode(aws_s3_bucket_policy.this["logs"].policy).Statement : statement.Effect == "Deny" || (try(statement.Principal.Service, "") == "delivery.logs.amazonaws.com" && try(statement.Condition.StringEquals["aws:SourceAccount"], "") == "123456789012")])
    error_message = "Into the bucket of logs only AWS's log delivery for our account is let."
  }
  assert {
    condition     = !aws_s3_bucket.raw.force_destroy && !aws_s3_bucket.artefacts.force_destroy && !aws_s3_bucket.logs.force_destroy
    error_message = "A bucket that holds something is not removed unless that is allowed."
  }

  # Lifecycle
  assert {
    condition     = one([for rule in aws_s3_bucket_lifecycle_configuration.raw.rule : rule if rule.id == "events-to-cheaper-classes"]).filter[0].prefix == "events/"
    error_message = "Only events change their class."
  }
  assert {
    condition     = anytrue([for transition in one([for rule in aws_s3_bucket_lifecycle_configuration.raw.rule : rule if rule.id == "events-to-cheaper-classes"]).transition : transition.days == 30 && transition.storage_class == "STANDARD_IA"])
    error_message = "Events go to Infrequent Access after 30 days."
  }
  assert {
    condition     = anytrue([for transition in one([for rule in aws_s3_bucket_lifecycle_configuration.raw.rule : rule if rule.id == "events-to-cheaper-classes"]).transition : transition.days == 365 && transition.storage_class == "GLACIER_IR"])
    error_message = "Events go to Glacier after 365 days, to the class that a rebuild can read."
  }
  assert {
    condition     = anytrue([for rule in aws_s3_bucket_lifecycle_configuration.raw.rule : rule.filter[0].prefix == "rejected/" && try(rule.expiration[0].days, 0) == 90 && rule.status == "Enabled"])
    error_message = "Refused events expire after 90 days."
  }
  assert {
    condition     = alltrue([for rule in aws_s3_bucket_lifecycle_configuration.raw.rule : length(rule.expiration) == 0 || rule.filter[0].prefix == "rejected/"])
    error_message = "Nothing but refused events expires: events and erasures stay."
  }
  assert {
    condition     = anytrue([for rule in aws_s3_bucket_lifecycle_configuration.raw.rule : try(rule.noncurrent_version_expiration[0].noncurrent_days, 0) == 7 && rule.status == "Enabled"])
    error_message = "What was replaced or removed is gone after 7 days."
  }
  assert {
    condition     = anytrue([for rule in aws_s3_bucket_lifecycle_configuration.logs.rule : try(rule.expiration[0].days, 0) == 90])
    error_message = "Logs expire."
  }
}

run "full" {
  command = plan

  variables {
    allow_destroy                  = true
    infrequent_access_after_days   = 60
    glacier_after_days             = 180
    rejected_expire_after_days     = 30
    old_versions_expire_after_days = 14
    logs_expire_after_days         = 400
    tags                           = { Shop = "example" }
  }

  assert {
    condition     = aws_s3_bucket.raw.force_destroy && aws_s3_bucket.artefacts.force_destroy && aws_s3_bucket.logs.force_destroy
    error_message = "A shop that goes away can remove its buckets."
  }
}

run "refuses_glacier_before_infrequent_access" {
  command = plan

  variables {
    glacier_after_days = 20
  }

  expect_failures = [var.glacier_after_days]
}

run "refuses_to_keep_the_erased_for_months" {
  command = plan

  variables {
    old_versions_expire_after_days = 90
  }

  expect_failures = [var.old_versions_expire_after_days]
}
