# tf-offline: there only while "tf-offline" runs (process 31181); safe to delete.
terraform {
  backend "local" {
    path = "/tmp/tf-offline-0/network-6e47032ca075/terraform.tfstate"
  }
}
