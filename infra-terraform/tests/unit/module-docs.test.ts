import { describe, expect, it } from 'vitest';
import { readBlocks } from '../../scripts/lib/read-blocks.mjs';

const FILE = `variable "name" {
  description = "Prefix | of \\"all\\" names."
  type        = string

  validation {
    condition     = length(var.name) > 1
    error_message = "too short"
  }
}

variable "sign_in" {
  description = "The provider."
  type = object({
    issuer = string
  })
  # None by itself.
  default = null
}

output "host" {
  description = "The address."
  value       = aws_instance.this.private_ip
}
`;

describe('reading the inputs and outputs of a module', () => {
  it('finds each variable with its attributes, and takes nothing from blocks within it', () => {
    const [name] = readBlocks(FILE, 'variable');

    expect(name).toEqual({
      name: 'name',
      attributes: { description: '"Prefix | of \\"all\\" names."', type: 'string' },
    });
  });

  it('takes an expression of several lines as a whole, without the comment after it', () => {
    const [, signIn] = readBlocks(FILE, 'variable');

    expect(signIn?.attributes).toEqual({
      description: '"The provider."',
      type: 'object({\n  issuer = string\n})',
      default: 'null',
    });
  });

  it('tells outputs from variables', () => {
    expect(readBlocks(FILE, 'output').map(({ name }) => name)).toEqual(['host']);
  });
});
