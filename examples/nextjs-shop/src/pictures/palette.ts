import type { Glow, Tone } from './types';

/** The colours of a material: `light` faces the lamp, `dark` faces away, `key` is what lies on top of it. */
export interface Material {
  light: string;
  base: string;
  dark: string;
  key: string;
  ink: string;
}

export const MATERIALS: Record<Tone, Material> = {
  graphite: { light: '#6b737c', base: '#4c545d', dark: '#343a41', key: '#262b31', ink: '#c9d0d6' },
  silver: { light: '#eceff1', base: '#cfd5d9', dark: '#a5adb3', key: '#f6f7f8', ink: '#59636b' },
  midnight: { light: '#3d4f73', base: '#28375a', dark: '#1a2540', key: '#141d33', ink: '#b9c6e4' },
  sand: { light: '#f1e4d0', base: '#dfcbae', dark: '#b99f7c', key: '#faf4ea', ink: '#75603f' },
  sage: { light: '#b9cbb7', base: '#95ad94', dark: '#6c876c', key: '#e8efe6', ink: '#3d5340' },
  white: { light: '#ffffff', base: '#eef0f2', dark: '#c8cdd2', key: '#ffffff', ink: '#6a737c' },
  copper: { light: '#e0a986', base: '#c4825a', dark: '#935b3a', key: '#3a2a22', ink: '#f4dccd' },
  black: { light: '#3c3f44', base: '#25272b', dark: '#131416', key: '#17181b', ink: '#aab0b8' },
};

/** The colours of a lit screen or lamp, dark to bright, and the wall behind the product. */
export interface Light {
  deep: string;
  mid: string;
  bright: string;
  wall: string;
}

export const LIGHTS: Record<Glow, Light> = {
  dawn: { deep: '#5b3a6b', mid: '#d9776a', bright: '#f8cf8f', wall: '#f7ebe2' },
  forest: { deep: '#16423a', mid: '#3f8a68', bright: '#c4dfa0', wall: '#e9f1e8' },
  ocean: { deep: '#113a5c', mid: '#2f86ab', bright: '#a5e0e2', wall: '#e6f0f4' },
  ember: { deep: '#4a1a2c', mid: '#c2413a', bright: '#f7a35c', wall: '#f6e8e1' },
  mono: { deep: '#28323c', mid: '#6f8191', bright: '#d4dee6', wall: '#edf0f2' },
  violet: { deep: '#2a2159', mid: '#6c58c9', bright: '#d0b6f4', wall: '#edeaf6' },
};
