# --- Required ---------------------------------------------------------------------------------------------------------------

variable "name" {
  description = "What the names of all resources begin with."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}$", var.name))
    error_message = "name must be 2 to 20 lower-case letters, digits and hyphens, and begin with a letter."
  }
}

# --- Optional ---------------------------------------------------------------------------------------------------------------

variable "infrequent_access_after_days" {
  description = "Days after which events go to Standard-Infrequent Access; S3 takes them there after 30 at the earliest."
  type        = number
  default     = 30

  validation {
    condition     = var.infrequent_access_after_days >= 30
    error_message = "infrequent_access_after_days must be 30 or more, as S3 has it."
  }
}

variable "glacier_after_days" {
  description = "Days after which events go to Glacier Instant Retrieval."
  type        = number
  default     = 365

  validation {
    condition     = var.glacier_after_days > var.infrequent_access_after_days
    error_message = "glacier_after_days must be more than infrequent_access_after_days."
  }
}

variable "rejected_expire_after_days" {
  description = "Days after which refused events go for good; until then they can be mended and sent again."
  type        = number
  default     = 90

  validation {
    condition     = var.rejected_expire_after_days >= 1
    error_message = "rejected_expire_after_days must be 1 or more."
  }
}

variable "old_versions_expire_after_days" {
  description = "Days for which a replaced or removed object can be brought back. What an erasure takes out is there as long."
  type        = number
  default     = 7

  validation {
    condition     = var.old_versions_expire_after_days >= 1 && var.old_versions_expire_after_days <= 30
    error_message = "old_versions_expire_after_days must be 1 to 30: an erased person must be gone within a month."
  }
}

variable "logs_expire_after_days" {
  description = "Days after which flow logs, sessions and the instance's logs go."
  type        = number
  default     = 90

  validation {
    condition     = var.logs_expire_after_days >= 1
    error_message = "logs_expire_after_days must be 1 or more."
  }
}

variable "allow_destroy" {
  description = "Whether `terraform destroy` may remove buckets that hold something. It then removes every event."
  type        = bool
  default     = false
}

variable "tags" {
  description = "Tags of all resources."
  type        = map(string)
  default     = {}
}
