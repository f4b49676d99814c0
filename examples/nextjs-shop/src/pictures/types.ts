export type Tone = 'graphite' | 'silver' | 'midnight' | 'sand' | 'sage' | 'white' | 'copper' | 'black';
export type Glow = 'dawn' | 'forest' | 'ocean' | 'ember' | 'mono' | 'violet';

/** What a product looks like; its picture is drawn from this alone. */
export type Picture =
  | { kind: 'laptop'; tone: Tone; glow: Glow; inches: number; gaming?: boolean }
  | { kind: 'monitor'; tone: Tone; glow: Glow; inches: number; shape: 'wide' | 'ultrawide' | 'portrait' | 'portable' }
  | { kind: 'keyboard'; tone: Tone; glow: Glow; layout: 'full' | 'tenkeyless' | 'compact' | 'split' | 'pad' }
  | { kind: 'mouse'; tone: Tone; glow: Glow; shape: 'classic' | 'vertical' | 'trackball' | 'slim' }
  | { kind: 'headset'; tone: Tone; glow: Glow; shape: 'over' | 'call' | 'buds' | 'speaker' | 'puck' }
  | { kind: 'dock'; tone: Tone; glow: Glow; shape: 'bar' | 'tower' | 'hub'; ports: number }
  | { kind: 'drive'; tone: Tone; glow: Glow; shape: 'slab' | 'stick' }
  | { kind: 'cable'; tone: Tone; glow: Glow; plug: 'usb-c' | 'display' | 'ethernet' }
  | { kind: 'charger'; tone: Tone; glow: Glow; ports: number; shape: 'wall' | 'powerbank' }
  | { kind: 'webcam'; tone: Tone; glow: Glow; shape: 'bar' | 'ball' }
  | { kind: 'stand'; tone: Tone; glow: Glow; shape: 'laptop' | 'arm' };
