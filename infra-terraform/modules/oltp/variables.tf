variable "name" {
  description = "Prefix of all names, as `footfall`."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}$", var.name))
    error_message = "name must begin with a lower-case letter and have 2 to 20 lower-case letters, digits and hyphens."
  }
}

variable "create_instance" {
  description = "Whether to make a PostgreSQL for the shop; false takes the one of `existing_database_url`."
  type        = bool
  default     = true
}

variable "existing_database_url" {
  description = "URL of a database that the shop has already, as `postgres://shop:…@db.shop.example:5432/shop?sslmode=verify-full`. Ephemeral: it goes to SSM, and to neither plan nor state."
  type        = string
  ephemeral   = true
  sensitive   = true
  default     = null

  validation {
    condition     = var.create_instance || can(regex("^postgres(ql)?://", var.existing_database_url))
    error_message = "With create_instance = false, existing_database_url must be a postgres:// address."
  }

  validation {
    # What is no address at all the validation above refuses.
    condition     = var.create_instance || !can(regex("^postgres", var.existing_database_url)) || can(regex("[?&]sslmode=verify-full(&|$)", var.existing_database_url))
    error_message = "existing_database_url must end in ?sslmode=verify-full: with any other one somebody between could take the server's place."
  }
}

variable "existing_database_ca" {
  description = "Certificate (PEM) of the authority that vouches for the existing database, as the provider publishes it; null where everybody's authorities do."
  type        = string
  default     = null

  validation {
    condition     = var.existing_database_ca == null || can(regex("^\\s*-----BEGIN CERTIFICATE-----", var.existing_database_ca))
    error_message = "existing_database_ca must be a certificate in PEM, which begins with -----BEGIN CERTIFICATE-----."
  }
}

variable "database_url_version" {
  description = "Increase it to write the address, with a new password where the instance is ours, to SSM again."
  type        = number
  default     = 1
}

variable "vpc_id" {
  description = "The VPC."
  type        = string
}

variable "public_subnet_id" {
  description = "The subnet with a way to the internet."
  type        = string
}

variable "availability_zone" {
  description = "The public subnet's zone: the data volume must be in the same."
  type        = string
}

variable "allowed_cidrs" {
  description = "Addresses that may reach PostgreSQL by name: description to CIDR block, as `{ \"shop's servers\" = \"203.0.113.16/28\" }`. Blocks wider than /16 are refused."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for cidr in values(var.allowed_cidrs) : can(cidrhost(cidr, 0)) && try(tonumber(split("/", cidr)[1]), 0) >= (strcontains(cidr, ":") ? 32 : 16)])
    error_message = "allowed_cidrs must be CIDR blocks that name somebody: /16 or narrower, /32 or narrower for IPv6."
  }

  validation {
    condition     = !var.create_instance || length(var.allowed_cidrs) > 0
    error_message = "allowed_cidrs is empty: nobody could reach the shop's database. Name the addresses of the shop's servers."
  }
}

variable "instance_type" {
  description = "An arm64 instance type."
  type        = string
  default     = "t4g.micro"

  validation {
    condition     = can(regex("^([a-z]+[0-9]+g[a-z]*)\\.[a-z0-9]+$", var.instance_type))
    error_message = "instance_type must be of an arm64 (Graviton) family, as t4g.micro or m7g.large."
  }
}

variable "ami_id" {
  description = "An image to use instead of the newest one of `ami_parameter`."
  type        = string
  default     = null
}

variable "ami_parameter" {
  description = "Public SSM parameter with the image's id; the bootstrap is made for Debian 13, arm64."
  type        = string
  default     = "/aws/service/debian/release/13/latest/arm64"
}

variable "volume_gib" {
  description = "Size of the data volume in GiB. It can grow while in use, never shrink."
  type        = number
  default     = 10

  validation {
    condition     = var.volume_gib >= 4 && var.volume_gib <= 16384 && floor(var.volume_gib) == var.volume_gib
    error_message = "volume_gib must be a whole number from 4 to 16384."
  }
}

variable "allow_destroy" {
  description = "Lets `terraform destroy` take the instance. Leave it false but to tear down."
  type        = bool
  default     = false
}

variable "tags" {
  description = "Tags of everything."
  type        = map(string)
  default     = {}
}
