variable "name" {
  description = "Prefix of all names, as `footfall`."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}$", var.name))
    error_message = "name must begin with a lower-case letter and have 2 to 20 lower-case letters, digits and hyphens."
  }

  validation {
    condition     = !can(regex("aws|amazon|cognito", var.name))
    error_message = "name must not contain aws, amazon or cognito: Cognito refuses them in the domain of its sign-in page."
  }
}

variable "callback_urls" {
  description = "Where the shop takes shoppers back after they signed in, as `https://shop.example/sign-in/callback`."
  type        = list(string)

  validation {
    condition     = length(var.callback_urls) > 0 && alltrue([for url in var.callback_urls : can(regex("^(https://|http://localhost[:/])", url))])
    error_message = "callback_urls must be https:// addresses; http:// is for localhost alone."
  }
}

variable "logout_urls" {
  description = "Where shoppers go after they signed out."
  type        = list(string)

  validation {
    condition     = alltrue([for url in var.logout_urls : can(regex("^(https://|http://localhost[:/])", url))])
    error_message = "logout_urls must be https:// addresses; http:// is for localhost alone."
  }
}

variable "allow_destroy" {
  description = "Lets `terraform destroy` take the pool with all its users. Leave it false but to tear down."
  type        = bool
  default     = false
}

variable "tags" {
  description = "Tags of everything."
  type        = map(string)
  default     = {}
}
