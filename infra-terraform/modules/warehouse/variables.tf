variable "name" {
  description = "Prefix of all names, as `footfall`."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}$", var.name))
    error_message = "name must begin with a lower-case letter and have 2 to 20 lower-case letters, digits and hyphens."
  }
}

variable "vpc_id" {
  description = "The VPC."
  type        = string
}

variable "private_subnet_id" {
  description = "The subnet without a way to the internet, where the instance stands."
  type        = string
}

variable "availability_zone" {
  description = "The private subnet's zone: the data volume must be in the same."
  type        = string
}

variable "s3_prefix_list_id" {
  description = "Prefix list of the S3 gateway endpoint."
  type        = string
}

variable "endpoints_security_group_id" {
  description = "Security group of the interface endpoints for SSM."
  type        = string
}

variable "etl_security_group_id" {
  description = "Security group of the ETL's function, the only one that may reach PostgreSQL."
  type        = string
}

variable "raw_bucket_name" {
  description = "The lake's bucket."
  type        = string
}

variable "raw_bucket_arn" {
  description = "ARN of the lake's bucket. The instance reads it for a rebuild and changes it to erase a person."
  type        = string
}

variable "artefact_bucket_arn" {
  description = "ARN of the bucket that holds the instance's bundle below `instance/`."
  type        = string
}

variable "log_bucket_arn" {
  description = "ARN of the bucket that takes the logs of shell sessions below `sessions/`."
  type        = string
}

variable "user_data" {
  description = "The loader that the instance runs at its first start: `instance/loader.py` with its three variables filled in. Holds no secret."
  type        = string

  validation {
    condition     = startswith(var.user_data, "#!") && length(var.user_data) < 16384
    error_message = "user_data must be a script that begins with #!, below EC2's 16 KiB."
  }
}

variable "bundle" {
  description = "Version and SHA-256 of the bundle that the instance runs, as `npm run bundle:instance` prints them."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9._-]+ [0-9a-f]{64}$", var.bundle))
    error_message = "bundle must be a version, a space and 64 hexadecimal digits: take the line that `npm run bundle:instance` prints."
  }
}

variable "documents" {
  description = "SSM command documents by name (`update`, `backup` …): the JSON of `instance/documents/*.json`."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for content in values(var.documents) : try(jsondecode(content).schemaVersion, "") == "2.2"])
    error_message = "documents must be JSON of SSM command documents with schemaVersion 2.2."
  }
}

variable "instance_type" {
  description = "An arm64 instance type. docs/cost.md names the size for each number of events."
  type        = string
  default     = "t4g.small"

  validation {
    condition     = can(regex("^([a-z]+[0-9]+g[a-z]*)\\.[a-z0-9]+$", var.instance_type))
    error_message = "instance_type must be of an arm64 (Graviton) family, as t4g.small, m7g.large or r8g.xlarge."
  }
}

variable "ami_id" {
  description = "An image to use instead of the newest one of `ami_parameter`."
  type        = string
  default     = null
}

variable "ami_parameter" {
  description = "Public SSM parameter with the image's id; the bootstrap is made for Debian 13, arm64."
  type        = string
  default     = "/aws/service/debian/release/13/latest/arm64"
}

variable "volume_gib" {
  description = "Size of the data volume in GiB. It can grow while in use, never shrink."
  type        = number
  default     = 20

  validation {
    condition     = var.volume_gib >= 8 && var.volume_gib <= 16384 && floor(var.volume_gib) == var.volume_gib
    error_message = "volume_gib must be a whole number from 8 to 16384."
  }
}

variable "snapshot_id" {
  description = "Makes the data volume anew from this snapshot, which stops the instance; where it is null the volume stays as it is."
  type        = string
  default     = null

  validation {
    condition     = var.snapshot_id == null || can(regex("^snap-[0-9a-f]+$", var.snapshot_id))
    error_message = "snapshot_id must be a snapshot's id, as snap-0123456789abcdef0."
  }
}

variable "database" {
  description = "Name of the warehouse's database."
  type        = string
  default     = "clickstream_dw"

  validation {
    condition     = can(regex("^[a-z_][a-z0-9_]{0,62}$", var.database))
    error_message = "database must be a name of PostgreSQL: lower-case letters, digits and underscores, at most 63."
  }
}

variable "client_networks" {
  description = "The network that PostgreSQL's pg_hba.conf lets in; the security group is narrower."
  type        = string
  default     = "10.0.0.0/16"

  validation {
    condition     = can(cidrhost(var.client_networks, 0)) && !endswith(var.client_networks, "/0")
    error_message = "client_networks must be a CIDR block, and not the whole internet."
  }
}

variable "time_zone" {
  description = "The shop's time zone: what a day is in the warehouse."
  type        = string
  default     = "UTC"
}

variable "week_start" {
  description = "The day that a week starts on, 1 (Monday) to 7 (Sunday)."
  type        = number
  default     = 1

  validation {
    condition     = contains([1, 2, 3, 4, 5, 6, 7], var.week_start)
    error_message = "week_start must be a whole number from 1 (Monday) to 7 (Sunday)."
  }
}

variable "password_version" {
  description = "Increase it to make new passwords for all three roles; then run the update document."
  type        = number
  default     = 1
}

variable "snapshots_kept" {
  description = "How many daily snapshots of the data volume are kept."
  type        = number
  default     = 7

  validation {
    condition     = var.snapshots_kept >= 1 && var.snapshots_kept <= 365
    error_message = "snapshots_kept must be from 1 to 365."
  }
}

variable "dump_days" {
  description = "Days that a pg_dump stays in the backup bucket."
  type        = number
  default     = 35

  validation {
    condition     = var.dump_days >= 1
    error_message = "dump_days must be at least 1."
  }
}

variable "allow_destroy" {
  description = "Lets `terraform destroy` take the instance and a backup bucket that holds objects. Leave it false but to tear down."
  type        = bool
  default     = false
}

variable "tags" {
  description = "Tags of everything."
  type        = map(string)
  default     = {}
}
