# --- Required ---------------------------------------------------------------------------------------------------------------

variable "name" {
  description = "What the names of all resources begin with."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}$", var.name))
    error_message = "name must be 2 to 20 lower-case letters, digits and hyphens, and begin with a letter."
  }
}

variable "bucket_arns" {
  description = "ARNs of our buckets, which alone can be reached from the private subnet: lake, artefacts, logs and backups."
  type        = list(string)

  validation {
    condition     = length(var.bucket_arns) > 0
    error_message = "bucket_arns must name a bucket at least; an empty list would cut the private subnet off from S3."
  }
}

variable "log_bucket_arn" {
  description = "ARN of the bucket that takes the flow logs, below flow/."
  type        = string
}

# --- Optional ---------------------------------------------------------------------------------------------------------------

variable "vpc_cidr" {
  description = "Addresses of the VPC."
  type        = string
  default     = "10.0.0.0/16"

  validation {
    condition     = can(cidrhost(var.vpc_cidr, 0))
    error_message = "vpc_cidr must be an IPv4 network, as 10.0.0.0/16."
  }
}

variable "public_subnet_cidr" {
  description = "Addresses of the public subnet."
  type        = string
  default     = "10.0.0.0/20"

  validation {
    condition     = can(cidrhost(var.public_subnet_cidr, 0))
    error_message = "public_subnet_cidr must be an IPv4 network, as 10.0.0.0/20."
  }
}

variable "private_subnet_cidr" {
  description = "Addresses of the private subnet."
  type        = string
  default     = "10.0.128.0/20"

  validation {
    condition     = can(cidrhost(var.private_subnet_cidr, 0))
    error_message = "private_subnet_cidr must be an IPv4 network, as 10.0.128.0/20."
  }
}

variable "availability_zone" {
  description = "The zone of both subnets, as eu-central-1b; the region's first one where it is null. Another one later means another warehouse volume."
  type        = string
  default     = null
}

variable "package_bucket_arns" {
  description = "ARNs of the buckets that the instance's package manager reads from; none where the bundle holds all packages."
  type        = list(string)
  default     = []
}

variable "tags" {
  description = "Tags of all resources."
  type        = map(string)
  default     = {}
}
