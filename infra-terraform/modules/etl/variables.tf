# --- Required ---------------------------------------------------------------------------------------------------------------

variable "name" {
  description = "What the names of all resources begin with."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}$", var.name))
    error_message = "name must be 2 to 20 lower-case letters, digits and hyphens, and begin with a letter."
  }
}

variable "package" {
  description = "The functions' zip, made by `npm run package`, and its SHA-256 in base64."
  type        = object({ path = string, hash = string })

  validation {
    condition     = can(regex("^[A-Za-z0-9+/]{43}=$", var.package.hash))
    error_message = "package.hash must be a SHA-256 in base64, as `npm run package` writes it to dist/packages.json."
  }
}

variable "vpc_id" {
  description = "The VPC."
  type        = string
}

variable "private_subnet_id" {
  description = "The subnet of functions and warehouse."
  type        = string
}

variable "s3_prefix_list_id" {
  description = "S3's addresses in this region."
  type        = string
}

variable "endpoints_security_group_id" {
  description = "The security group of Systems Manager's interface endpoints."
  type        = string
}

variable "raw_bucket_name" {
  description = "The lake's bucket."
  type        = string
}

variable "raw_bucket_arn" {
  description = "The lake's ARN."
  type        = string
}

variable "warehouse" {
  description = "Where the warehouse is, and as whom to load."
  type = object({
    host     = string
    port     = optional(number, 5432)
    database = optional(string, "clickstream_dw")
    user     = optional(string, "footfall_etl")
  })
}

variable "warehouse_security_group_id" {
  description = "The warehouse's security group."
  type        = string
}

variable "password_parameter_name" {
  description = "The SSM parameter with the password of the warehouse's user."
  type        = string
}

variable "password_parameter_arn" {
  description = "Its ARN."
  type        = string
}

# --- Optional ---------------------------------------------------------------------------------------------------------------

variable "certificate_parameter_name" {
  description = "The SSM parameter with the certificate (PEM) of the authority that vouches for the warehouse; without it the connection is not encrypted."
  type        = string
  default     = null
}

variable "certificate_parameter_arn" {
  description = "Its ARN."
  type        = string
  default     = null

  validation {
    condition     = (var.certificate_parameter_arn == null) == (var.certificate_parameter_name == null)
    error_message = "certificate_parameter_name and certificate_parameter_arn belong together: set both or none."
  }
}

variable "schedule" {
  description = "When the lake is loaded."
  type        = string
  default     = "cron(5 * * * ? *)"

  validation {
    condition     = can(regex("^(cron|rate)\\(.+\\)$", var.schedule))
    error_message = "schedule must be an expression of EventBridge, as cron(5 * * * ? *)."
  }
}

variable "compact_schedule" {
  description = "When the days before are compacted; best after midnight (UTC), and not with the hour's load."
  type        = string
  default     = "cron(35 3 * * ? *)"

  validation {
    condition     = can(regex("^(cron|rate)\\(.+\\)$", var.compact_schedule))
    error_message = "compact_schedule must be an expression of EventBridge, as cron(35 3 * * ? *)."
  }
}

variable "retain_schedule" {
  description = "When facts older than facts_keep_days are dropped; not with the hour's load, which the same function does."
  type        = string
  default     = "cron(50 3 * * ? *)"

  validation {
    condition     = can(regex("^(cron|rate)\\(.+\\)$", var.retain_schedule))
    error_message = "retain_schedule must be an expression of EventBridge, as cron(50 3 * * ? *)."
  }
}

variable "facts_keep_days" {
  description = "Days for which the warehouse keeps facts, 100 or more; null for ever. Rollups stay, and the lake keeps all."
  type        = number
  default     = null

  validation {
    condition     = var.facts_keep_days == null ? true : var.facts_keep_days >= 100 && floor(var.facts_keep_days) == var.facts_keep_days
    error_message = "facts_keep_days must be a whole number of days, 100 or more, or null."
  }
}

variable "time_zone" {
  description = "The shop's time zone, as Europe/Berlin: what a day is in the warehouse."
  type        = string
  default     = "UTC"

  validation {
    condition     = can(regex("^[A-Za-z]+([A-Za-z0-9_+/-]*)$", var.time_zone))
    error_message = "time_zone must be a name as Europe/Berlin or UTC."
  }
}

variable "week_starts_on" {
  description = "The day a week starts on, 1 (Monday) to 7 (Sunday)."
  type        = number
  default     = 1

  validation {
    condition     = contains([1, 2, 3, 4, 5, 6, 7], var.week_starts_on)
    error_message = "week_starts_on must be 1 (Monday) to 7 (Sunday)."
  }
}

variable "path_rules" {
  description = "Which URLs are one page, as JSON; none where it is empty."
  type        = string
  default     = ""

  validation {
    condition     = var.path_rules == "" || can(jsondecode(var.path_rules))
    error_message = "path_rules must be JSON, as {\"stripTrailingSlash\": true}."
  }
}

variable "timeouts" {
  description = "How long a run waits for the warehouse, for a statement, for another loader, and silent in a transaction; as 30s, 5m, 1h or off."
  type = object({
    connect   = optional(string, "10s")
    statement = optional(string, "14m")
    lock      = optional(string, "2m")
    idle      = optional(string, "5m")
  })
  default = {}

  validation {
    condition     = alltrue([for timeout in values(var.timeouts) : can(regex("^([0-9]+(ms|s|m|h)|off)$", timeout))])
    error_message = "timeouts must look like 30s, 5m or 1h, or be off."
  }
}

variable "log_level" {
  description = "The functions' log level, one of pino's."
  type        = string
  default     = "info"

  validation {
    condition     = contains(["silent", "fatal", "error", "warn", "info", "debug", "trace"], var.log_level)
    error_message = "log_level must be silent, fatal, error, warn, info, debug or trace."
  }
}

variable "memory_mb" {
  description = "Memory of each function in MiB; its share of a processor grows with it, to a whole one at 1769."
  type        = number
  default     = 1769

  validation {
    condition     = var.memory_mb >= 512 && var.memory_mb <= 3008
    error_message = "memory_mb must be 512 to 3008: a run needs up to 512."
  }
}

variable "reserve_concurrency" {
  description = "Whether each function is held to one call at a time; false for a new account with a limit of 10, where nothing can be reserved."
  type        = bool
  default     = true
}

variable "log_retention_days" {
  description = "Days for which logs are kept."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.log_retention_days)
    error_message = "log_retention_days must be a number of days that CloudWatch knows, as 14, 30 or 90."
  }
}

variable "tags" {
  description = "Tags of all resources."
  type        = map(string)
  default     = {}
}
