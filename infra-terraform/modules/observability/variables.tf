# --- Required ---------------------------------------------------------------------------------------------------------------

variable "name" {
  description = "What the names of all resources begin with."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}$", var.name))
    error_message = "name must be 2 to 20 lower-case letters, digits and hyphens, and begin with a letter."
  }
}

variable "alarm_email" {
  description = "Who is told. AWS sends a mail first that must be confirmed."
  type        = string

  validation {
    condition     = can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", var.alarm_email))
    error_message = "alarm_email must be an address as ops@shop.example."
  }
}

variable "api_id" {
  description = "The collector's HTTP API."
  type        = string
}

variable "collector_function_name" {
  description = "The collector's function."
  type        = string
}

variable "etl_function_name" {
  description = "The ETL's function."
  type        = string
}

variable "compact_function_name" {
  description = "The function that compacts the lake."
  type        = string
}

variable "failure_queue_names" {
  description = "Queues of calls that failed for good, by a name for the alarm."
  type        = map(string)
}

variable "instance_id" {
  description = "The warehouse's instance."
  type        = string
}

# --- Optional ---------------------------------------------------------------------------------------------------------------

variable "opening_hours_utc" {
  description = "Hours of the day (UTC) in which an hour without events is an alarm: from, and to but not with; the whole day is 0 to 24."
  type        = object({ from = number, to = number })
  default     = { from = 0, to = 24 }

  validation {
    condition = (
      contains(range(0, 24), var.opening_hours_utc.from) && contains(range(1, 25), var.opening_hours_utc.to)
      && var.opening_hours_utc.from != var.opening_hours_utc.to
    )
    error_message = "opening_hours_utc must be whole hours: from 0 to 23, to 1 to 24, and not the same."
  }
}

variable "freshness_limit_hours" {
  description = "Hours after which the newest loaded event is too old; more than the shop is ever silent."
  type        = number
  default     = 12

  validation {
    condition     = var.freshness_limit_hours >= 2
    error_message = "freshness_limit_hours must be 2 or more: the lake is loaded once an hour."
  }
}

variable "budget_usd" {
  description = "Dollars a month for the whole account; told at 80 % spent, and when the forecast is above."
  type        = number
  default     = 60

  validation {
    condition     = var.budget_usd > 0
    error_message = "budget_usd must be above 0."
  }
}

variable "tags" {
  description = "Tags of all resources."
  type        = map(string)
  default     = {}
}
