# ---------------------------------------------------------------------------------------------------------------------
# Passwords: made here, kept in SSM alone. Ephemeral values and write-only arguments reach neither plan nor state
# ---------------------------------------------------------------------------------------------------------------------

# Letters and digits only: they stand in URLs and configuration files. 40 of 62 are 238 bits.
ephemeral "random_password" "role" {
  for_each = local.roles

  length  = 40
  special = false
}

resource "aws_ssm_parameter" "password" {
  for_each = local.roles

  name             = "/${var.name}/warehouse/password/${each.key}"
  description      = "Password of the warehouse's role footfall_${each.key}"
  type             = "SecureString"
  value_wo         = ephemeral.random_password.role[each.key].result
  value_wo_version = var.password_version
  tags             = var.tags
}

# ---------------------------------------------------------------------------------------------------------------------
# What the bootstrap reads, and the certificate that it gives back
# ---------------------------------------------------------------------------------------------------------------------

resource "aws_ssm_parameter" "bundle" {
  name        = "/${var.name}/instance/bundle"
  description = "Version and SHA-256 of the bundle that the instance runs"
  type        = "String"
  value       = var.bundle
  tags        = var.tags
}

resource "aws_ssm_parameter" "settings" {
  name        = "/${var.name}/instance/settings"
  description = "Settings of the instance's bootstrap, as JSON"
  type        = "String"
  value = jsonencode({
    database       = var.database
    rawBucket      = var.raw_bucket_name
    backupBucket   = aws_s3_bucket.backup.bucket
    dataVolume     = aws_ebs_volume.data.id
    clientNetworks = var.client_networks
    timeZone       = var.time_zone
    weekStart      = tostring(var.week_start)
  })
  tags = var.tags
}

resource "aws_ssm_parameter" "certificate" {
  name        = "/${var.name}/warehouse/ca"
  description = "Certificate of the authority that vouches for the warehouse, written by the instance"
  type        = "String"
  value       = "none yet"
  tags        = var.tags

  lifecycle {
    # The instance makes its own authority, so that no private key passes through Terraform, and writes the certificate here.
    ignore_changes = [value]
  }
}
