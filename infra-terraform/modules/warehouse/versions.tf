terraform {
  # Write-only arguments (value_wo) came with 1.11.
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source = "hashicorp/aws"
      # primary_network_interface came with 6.10.
      version = ">= 6.10, < 7.0"
    }
    random = {
      source = "hashicorp/random"
      # The ephemeral random_password came with 3.7.
      version = ">= 3.7, < 4.0"
    }
  }
}
