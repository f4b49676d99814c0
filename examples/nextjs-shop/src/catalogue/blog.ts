/** An article of the shop's blog. */
export interface Post {
  slug: string;
  title: string;
  summary: string;
  /** ISO date. */
  publishedOn: string;
  paragraphs: readonly string[];
  /** Products that it speaks of. */
  products: readonly string[];
}

export const POSTS: readonly Post[] = [
  {
    slug: 'one-cable-to-the-desk',
    title: 'One cable to the desk',
    summary: 'Screen, network and power through a single USB-C plug: what to look for, and what not to pay for.',
    publishedOn: '2026-10-14',
    paragraphs: [
      'You come in, put the laptop down and plug in one cable. The screen lights up, the keyboard answers, the battery charges. Ten years ago that took a docking station of the size of a phone book; today most of it is in the monitor.',
      'Look at three numbers. The power that the monitor delivers: 65 watts are enough for a 14-inch laptop, 90 for a workstation. The resolution at 60 hertz or more, since some hubs halve it. And the length of the cable, because the full speed of Thunderbolt ends at two metres.',
      'What you need not pay for is a dock beside a monitor that has one built in. Buy the dock where two screens have to run, or where the network is faster than a gigabit.',
    ],
    products: ['lumora-one-27-4k', 'lumora-span-34', 'portline-dock-tb-studio'],
  },
  {
    slug: 'quiet-keys',
    title: 'Quiet keys for shared rooms',
    summary: 'Four keyboards, one sleeping child next door: what we heard through the wall.',
    publishedOn: '2026-09-02',
    paragraphs: [
      'We put each keyboard on the same table, typed the same page and stood in the next room. The loudest one was not the one with the tallest keys but the one with the hollow case.',
      'Damped switches bring more than soft ones. A mat under the keyboard brings as much as a new keyboard. And whoever types with two fingers is heard further than whoever types with ten.',
    ],
    products: ['tapwell-quiet-100', 'tapwell-quiet-100-wireless', 'tapwell-split'],
  },
  {
    slug: 'what-sixteen-gigabytes-do',
    title: 'What sixteen gigabytes do',
    summary: 'When more memory helps, when it does not, and how to find out before you pay for it.',
    publishedOn: '2026-07-21',
    paragraphs: [
      'Memory is the one thing that most laptops cannot get later. So people buy too much of it, to be safe, or too little, to be sorry.',
      'Open everything that you use on a full day and look at the memory pressure, not at the memory used: a system fills what it has. Where it stays green with 16 GB, 32 change nothing. Photographs by the thousand, virtual machines and many containers are what change it.',
    ],
    products: ['halden-slate-13', 'kestrel-air-14', 'novum-work-14'],
  },
];
