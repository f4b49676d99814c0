import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { scramVerifier } from '../../src/scram-verifier.js';

describe('a SCRAM verifier', () => {
  it("signs RFC 7677's example as its server does", () => {
    const [, keys = ''] = scramVerifier('pencil', 4096, Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64')).split(
      '$4096:W22ZaJ0SNY7soEsUEjb6gQ==$',
    );
    const [, server = ''] = keys.split(':');
    const said = [
      'n=user,r=rOprNGfwEbeRWgbNEkqO',
      'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
      'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0',
    ].join(',');
    expect(createHmac('sha256', Buffer.from(server, 'base64')).update(said).digest('base64')).toBe(
      '6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
    );
  });

  it('is another one each time, and says nothing of the password', () => {
    expect(scramVerifier('pencil')).not.toBe(scramVerifier('pencil'));
    expect(scramVerifier('pencil')).not.toContain('pencil');
  });

  it('is made with as many rounds as the server wants, and made once', () => {
    const verifier = scramVerifier('pencil', 5000);
    expect(verifier).toMatch(/^SCRAM-SHA-256\$5000:/);
    expect(scramVerifier(verifier)).toBe(verifier);
  });

  it('leaves a password to the server that only the server may prepare', () => {
    expect(scramVerifier('blei\u00adstift')).toBe('blei\u00adstift');
  });
});
