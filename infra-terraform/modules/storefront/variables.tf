variable "name" {
  description = "Prefix of all names, as `footfall`."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}$", var.name))
    error_message = "name must begin with a lower-case letter and have 2 to 20 lower-case letters, digits and hyphens."
  }
}

variable "collector_url" {
  description = "Where the tracker sends events, as `https://….execute-api.eu-central-1.amazonaws.com/clickstream`. Unused with `first_party`."
  type        = string
}

variable "api_domain" {
  description = "Host of the collector's HTTP API, which the CDN asks under `first_party`."
  type        = string
}

variable "repository" {
  description = "Address of the shop's repository, as `https://github.com/shop/shop`."
  type        = string

  validation {
    condition     = startswith(var.repository, "https://")
    error_message = "repository must be an https:// address."
  }
}

variable "branch" {
  description = "The branch that is the shop."
  type        = string
  default     = "main"
}

variable "app_root" {
  description = "Folder of the Next.js shop in the repository."
  type        = string
  default     = "examples/nextjs-shop"
}

variable "build_spec" {
  description = "Amplify's build specification (YAML), where the built-in one, for the example shop in this repository, does not fit."
  type        = string
  default     = null
}

variable "origin" {
  description = "Where shoppers reach the shop, as `https://shop.example`; null for Amplify's own address of the branch."
  type        = string
  default     = null

  validation {
    condition     = var.origin == null || can(regex("^https://[a-z0-9.-]+(:[0-9]+)?$", var.origin))
    error_message = "origin must be as https://shop.example, without a path."
  }
}

variable "database_url_parameter_name" {
  description = "SSM parameter with the URL of the shop's own database. The build reads it."
  type        = string

  validation {
    condition     = startswith(var.database_url_parameter_name, "/")
    error_message = "database_url_parameter_name must be the name of a parameter, as /footfall/shop/database-url."
  }
}

variable "database_ca_parameter_name" {
  description = "SSM parameter with the certificate of the authority that vouches for the database; null where everybody's authorities do."
  type        = string
  default     = null

  validation {
    condition     = var.database_ca_parameter_name == null || can(regex("^/", var.database_ca_parameter_name))
    error_message = "database_ca_parameter_name must be the name of a parameter, as /footfall/shop/ca."
  }
}

variable "server_key_parameter_name" {
  description = "SSM parameter with the shop's server key, as `/footfall/shop/server-key`; null where its reports of orders are not trusted more than a browser's."
  type        = string
  default     = null

  validation {
    condition     = var.server_key_parameter_name == null || can(regex("^/", var.server_key_parameter_name))
    error_message = "server_key_parameter_name must be the name of a parameter, as /footfall/shop/server-key."
  }
}

variable "sign_in" {
  description = "The shop's OpenID Connect provider, from the module auth; null leaves the shop's own sign-in."
  type = object({
    issuer    = string
    client_id = string
  })
  default = null
}

variable "environment" {
  description = "More environment variables of the build; of them the shop's server is told those that begin with FOOTFALL_, OIDC_ or SHOP_. They are readable in Amplify's console: no secrets."
  type        = map(string)
  default     = {}
}

variable "tracker_file" {
  description = "The tracker to serve as `/footfall.js`, as `sdk/dist/footfall.full.js`; null serves none."
  type        = string
  default     = null
}

variable "first_party" {
  description = "Takes events on the CDN's own domain as well, so that no blocker of third parties gets in the way, and tells the collector the shopper's country."
  type        = bool
  default     = true
}

variable "cdn_domain" {
  description = "A domain of the shop's for the CDN, as `static.shop.example`, with its certificate of ACM in us-east-1; null leaves CloudFront's own name."
  type = object({
    name            = string
    certificate_arn = string
  })
  default = null

  validation {
    condition     = var.cdn_domain == null || can(regex("^arn:aws[a-z-]*:acm:us-east-1:", var.cdn_domain.certificate_arn))
    error_message = "cdn_domain.certificate_arn must be a certificate in us-east-1: CloudFront takes them from there alone."
  }
}

variable "log_days" {
  description = "Days that the shop's server logs are kept."
  type        = number
  default     = 30
}

variable "allow_destroy" {
  description = "Lets `terraform destroy` take a media bucket that holds objects. Leave it false but to tear down."
  type        = bool
  default     = false
}

variable "tags" {
  description = "Tags of everything."
  type        = map(string)
  default     = {}
}
