variable "name" {
  description = "Prefix of all names, as `footfall`."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}$", var.name))
    error_message = "name must begin with a lower-case letter and have 2 to 20 lower-case letters, digits and hyphens."
  }
}

variable "instance_id" {
  description = "The warehouse's instance."
  type        = string
}

variable "log_bucket_name" {
  description = "Bucket that takes what is typed and shown in shell sessions, below `sessions/`. It must be encrypted."
  type        = string
}

variable "session_preferences" {
  description = "Whether this module sets Session Manager's preferences. They hold for the whole account in this region: say false where they are set already, and see that sessions are logged there."
  type        = bool
  default     = true
}

variable "idle_minutes" {
  description = "Minutes after which a silent shell session is ended."
  type        = number
  default     = 20

  validation {
    condition     = var.idle_minutes >= 1 && var.idle_minutes <= 60 && floor(var.idle_minutes) == var.idle_minutes
    error_message = "idle_minutes must be a whole number from 1 to 60, as Session Manager allows."
  }
}

variable "longest_minutes" {
  description = "Minutes after which any shell session is ended."
  type        = number
  default     = 240

  validation {
    condition     = var.longest_minutes >= 1 && var.longest_minutes <= 1440 && floor(var.longest_minutes) == var.longest_minutes
    error_message = "longest_minutes must be a whole number from 1 to 1440, as Session Manager allows."
  }
}

variable "tags" {
  description = "Tags of everything."
  type        = map(string)
  default     = {}
}
