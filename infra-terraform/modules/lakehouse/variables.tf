# --- Required ---------------------------------------------------------------------------------------------------------------

variable "name" {
  description = "What the names of all resources begin with."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}$", var.name))
    error_message = "name must be 2 to 20 lower-case letters, digits and hyphens, and begin with a letter."
  }
}

variable "raw_bucket_name" {
  description = "The lake's bucket."
  type        = string
}

variable "sql_folder" {
  description = "The folder warehouse/sql/lakehouse: the table's columns (columns.json), and the SQL files that become named queries."
  type        = string

  validation {
    condition     = fileexists("${var.sql_folder}/columns.json")
    error_message = "sql_folder must be the folder warehouse/sql/lakehouse, which holds columns.json."
  }
}

# --- Optional ---------------------------------------------------------------------------------------------------------------

variable "scan_limit_bytes" {
  description = "Bytes that one question may read before it is cut off; Athena bills what is read."
  type        = number
  default     = 10737418240 # 10 GiB: about five cents

  validation {
    condition     = var.scan_limit_bytes >= 10485760
    error_message = "scan_limit_bytes must be 10485760 (10 MiB) or more, as Athena has it."
  }
}

variable "first_day" {
  description = "The first day in the lake, as 2026/01/01: Athena looks for no hour before it."
  type        = string
  default     = "2026/01/01"

  validation {
    condition     = can(regex("^[0-9]{4}/[0-9]{2}/[0-9]{2}$", var.first_day))
    error_message = "first_day must be a day as 2026/01/01."
  }
}

variable "tags" {
  description = "Tags of all resources."
  type        = map(string)
  default     = {}
}
