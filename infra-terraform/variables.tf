# --- To be said -----------------------------------------------------------------------------------------------------------------

variable "region" {
  description = "The AWS region, as eu-central-1."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region must be a region of AWS, as eu-central-1."
  }
}

variable "shop_origins" {
  description = "The shop's origins, as [\"https://shop.example\", \"https://www.shop.example\"]: who may send events from a browser."
  type        = list(string)

  validation {
    condition     = length(var.shop_origins) > 0 && alltrue([for origin in var.shop_origins : can(regex("^https?://[a-z0-9.-]+(:[0-9]+)?$", origin))])
    error_message = "shop_origins must name one origin at least, each as https://shop.example without a path."
  }
}

variable "alarm_email" {
  description = "Who is told of alarms and of the budget. AWS sends a mail first that must be confirmed."
  type        = string

  validation {
    condition     = can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", var.alarm_email))
    error_message = "alarm_email must be an address as ops@shop.example."
  }
}

# --- The shop -------------------------------------------------------------------------------------------------------------------

variable "name" {
  description = "What the names of all resources begin with; another one for a second Footfall in the same account."
  type        = string
  default     = "footfall"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}$", var.name))
    error_message = "name must be 2 to 20 lower-case letters, digits and hyphens, and begin with a letter."
  }
}

variable "time_zone" {
  description = "The shop's time zone, as Europe/Berlin: what a day is in the warehouse."
  type        = string
  default     = "UTC"
}

variable "facts_keep_days" {
  description = "Days for which the warehouse keeps facts, 100 or more; null for ever. Rollups stay, and the lake keeps all."
  type        = number
  default     = null
}

variable "week_starts_on" {
  description = "The day a week starts on, 1 (Monday) to 7 (Sunday)."
  type        = number
  default     = 1
}

variable "opening_hours_utc" {
  description = "Hours of the day (UTC) in which an hour without events is an alarm: from, and to but not with."
  type        = object({ from = number, to = number })
  default     = { from = 0, to = 24 }
}

variable "path_rules" {
  description = "Which URLs are one page, as JSON (FOOTFALL_PATH_RULES); none where it is empty."
  type        = string
  default     = ""
}

variable "write_keys" {
  description = "Write keys, as in FOOTFALL_WRITE_KEYS; none are asked for where it is empty."
  type        = list(string)
  default     = []
}

variable "server_keys" {
  description = "Hashes of the keys of the shop's own servers, as [\"sha256:…\"]; docs/deploy.md makes one. The keys themselves are not said here, so that the state holds none."
  type        = list(string)
  default     = []
}

# --- Size and cost --------------------------------------------------------------------------------------------------------------

variable "warehouse_instance_type" {
  description = "The warehouse's instance, arm64; docs/cost.md names the size for each number of events."
  type        = string
  default     = "t4g.small"
}

variable "warehouse_volume_gib" {
  description = "The warehouse's data volume in GiB; it can grow while in use, never shrink."
  type        = number
  default     = 20
}

variable "warehouse_snapshot_id" {
  description = "For one apply: makes the warehouse's data volume anew from this snapshot, and stops the instance. docs/operate.md has the command."
  type        = string
  default     = null
}

variable "warehouse_ami_parameter" {
  description = "Public SSM parameter with the image of a new warehouse's instance; another Debian needs a bundle for it."
  type        = string
  default     = "/aws/service/debian/release/13/latest/arm64"
}

variable "warehouse_password_version" {
  description = "Increase it for new passwords of the warehouse's roles; then run the update document."
  type        = number
  default     = 1
}

variable "budget_usd" {
  description = "Dollars a month for the whole account; told at 80 % spent, and when the forecast is above."
  type        = number
  default     = 60
}

variable "reserve_concurrency" {
  description = "Whether the functions' concurrency is reserved, and so bounded; false for a new account with a limit of 10, where nothing can be reserved."
  type        = bool
  default     = true
}

variable "availability_zone" {
  description = "The zone of both subnets; the region's first one where it is null. Another one later means another warehouse volume."
  type        = string
  default     = null
}

# --- More parts -----------------------------------------------------------------------------------------------------------------

variable "lakehouse" {
  description = "Whether Athena can ask the lake."
  type        = bool
  default     = false
}

variable "sign_in" {
  description = "Whether there is a Cognito user pool for shoppers, whose tokens the collector believes."
  type        = bool
  default     = false
}

variable "storefront" {
  description = "The shop on Amplify Hosting with a CDN; null where it is hosted elsewhere. Needs shop_database. app_id is that of the app which was made with the repository's token, and null for CodeCommit; server_key says that /NAME/shop/server-key holds the shop's server key; origin is where shoppers reach it, and Amplify's own address where it is null."
  type = object({
    repository   = string
    app_id       = optional(string)
    branch       = optional(string, "main")
    origin       = optional(string)
    server_key   = optional(bool, false)
    app_root     = optional(string, "examples/nextjs-shop")
    build_spec   = optional(string)
    environment  = optional(map(string), {})
    first_party  = optional(bool, true)
    tracker_file = optional(string)
    cdn_domain   = optional(object({ name = string, certificate_arn = string }))
  })
  default = null

  validation {
    condition     = var.storefront == null || var.shop_database != null
    error_message = "storefront needs shop_database: the shop keeps its customers and orders there."
  }

  validation {
    condition     = var.storefront == null || try(var.storefront.app_id, null) != null || can(regex("^https://git-codecommit\\.", var.storefront.repository))
    error_message = "storefront.app_id is needed: whoever has the repository's token makes the app first, so that the state holds no token. docs/deploy.md has the command."
  }

  validation {
    condition     = try(var.storefront.origin, null) == null ? true : contains(var.shop_origins, var.storefront.origin)
    error_message = "storefront.origin must be one of shop_origins: the collector and the sign-in know no others."
  }
}

variable "shop_database" {
  description = "The shop's own database: a PostgreSQL of its own that the named addresses reach, or, with create = false, the one of shop_database_url, whose authority's certificate (PEM) is needed where it is not everybody's; null where the shop is hosted elsewhere."
  type = object({
    create        = optional(bool, true)
    certificate   = optional(string)
    allowed_cidrs = optional(map(string), {})
    instance_type = optional(string, "t4g.micro")
    volume_gib    = optional(number, 10)
  })
  default = null
}

variable "shop_database_url" {
  description = "URL of a database that the shop has already. Ephemeral: it goes to SSM, and to neither plan nor state."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true
}

# --- The account ------------------------------------------------------------------------------------------------------------------

variable "session_preferences" {
  description = "Whether Session Manager's preferences are set here. They hold for the whole account in this region: false where they are set already."
  type        = bool
  default     = true
}

variable "allow_destroy" {
  description = "Whether `terraform destroy` may remove buckets, volumes and user pools that hold something: every event and every order."
  type        = bool
  default     = false
}

variable "tags" {
  description = "More tags of all resources."
  type        = map(string)
  default     = {}
}

# --- What is installed ------------------------------------------------------------------------------------------------------------

variable "packages_folder" {
  description = "Where `npm run package` wrote the functions' zips; dist/ beside this file where it is null."
  type        = string
  default     = null

  validation {
    condition     = fileexists("${coalesce(var.packages_folder, "${path.module}/dist")}/packages.json")
    error_message = "There are no packages: run `npm run package` first."
  }
}

variable "instance_folder" {
  description = "The folder of the warehouse's instance: its loader, its documents and its bundle; ../instance where it is null."
  type        = string
  default     = null
}

variable "bundle" {
  description = "Version and SHA-256 of the instance's bundle; what `npm run bundle:instance` wrote last where it is null."
  type        = string
  default     = null
}
