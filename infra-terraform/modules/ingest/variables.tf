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

variable "raw_bucket_arn" {
  description = "The lake's ARN."
  type        = string
}

variable "package" {
  description = "The function's zip, made by `npm run package`, and its SHA-256 in base64."
  type        = object({ path = string, hash = string })

  validation {
    condition     = can(regex("^[A-Za-z0-9+/]{43}=$", var.package.hash))
    error_message = "package.hash must be a SHA-256 in base64, as `npm run package` writes it to dist/packages.json."
  }
}

variable "allowed_origins" {
  description = "The shop's origins, as https://shop.example: who may send from a browser."
  type        = list(string)

  validation {
    condition     = length(var.allowed_origins) > 0 && alltrue([for origin in var.allowed_origins : can(regex("^https?://[a-z0-9.-]+(:[0-9]+)?$", origin))])
    error_message = "allowed_origins must name one origin at least, each as https://shop.example without a path; API Gateway takes no patterns."
  }
}

# --- Optional ---------------------------------------------------------------------------------------------------------------

variable "write_keys" {
  description = "Write keys, as in FOOTFALL_WRITE_KEYS. They are public: they stand in the shop's pages."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for key in var.write_keys : trimspace(key) != "" && !strcontains(key, ",")])
    error_message = "write_keys must hold no empty key and no comma."
  }
}

variable "server_keys" {
  description = "Hashes of the keys of the shop's own servers, as sha256: and 64 hexadecimal digits: neither the state nor the function has a key."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for key in var.server_keys : can(regex("^sha256:[0-9a-f]{64}$", key))])
    error_message = "server_keys must be hashes, as sha256: and 64 digits: a key itself would stand in the state and in the function's settings."
  }
}

variable "sign_in" {
  description = "The Cognito user pool whose tokens prove who a shopper is, its app clients, and the claim that the shop sends as userId."
  type = object({
    user_pool_id = string
    client_ids   = list(string)
    user_claim   = optional(string, "sub")
  })
  default = null

  validation {
    condition     = var.sign_in == null || try(length(var.sign_in.client_ids) > 0, false)
    error_message = "sign_in.client_ids must name an app client at least."
  }
}

variable "require_sign_in" {
  description = "Whether API Gateway turns away who sends no valid token. It then turns away every shopper who has not signed in: for shops behind a sign-in only."
  type        = bool
  default     = false

  validation {
    condition     = !var.require_sign_in || var.sign_in != null
    error_message = "require_sign_in needs sign_in."
  }
}

variable "country_header" {
  description = "The CDN's header with the visitor's country, as cloudfront-viewer-country; empty for none."
  type        = string
  default     = ""
}

variable "trusted_proxies" {
  description = "Addresses and CIDRs of proxies whose x-forwarded-for is believed; nobody's where it is empty."
  type        = list(string)
  default     = []
}

variable "keep_full_ip" {
  description = "Whether client addresses are kept whole; they are cut to /24 and /48 otherwise."
  type        = bool
  default     = false
}

variable "log_level" {
  description = "The function's log level, one of pino's."
  type        = string
  default     = "info"

  validation {
    condition     = contains(["silent", "fatal", "error", "warn", "info", "debug", "trace"], var.log_level)
    error_message = "log_level must be silent, fatal, error, warn, info, debug or trace."
  }
}

variable "memory_mb" {
  description = "Memory of the function in MiB; its share of a processor grows with it."
  type        = number
  default     = 512

  validation {
    condition     = var.memory_mb >= 256 && var.memory_mb <= 3008
    error_message = "memory_mb must be 256 to 3008."
  }
}

variable "reserved_concurrency" {
  description = "How many calls run at once, taken from the account's own limit; -1 reserves none, which a new account with a limit of 10 needs."
  type        = number
  default     = 50

  validation {
    condition     = var.reserved_concurrency == -1 || var.reserved_concurrency >= 1
    error_message = "reserved_concurrency must be 1 or more, or -1 for none; 0 would turn every event away."
  }
}

variable "throttle" {
  description = "Requests a second on average, and at once after a rest, beyond which API Gateway answers 429; the tracker repeats."
  type        = object({ per_second = number, burst = number })
  default     = { per_second = 200, burst = 400 }

  validation {
    condition     = var.throttle.per_second > 0 && var.throttle.burst > 0
    error_message = "throttle must be above 0: 0 would turn every event away."
  }
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
