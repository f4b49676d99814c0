/** The shop's sign. The name beside it says what it is. */
export function Logo() {
  return (
    <svg width="30" height="30" viewBox="0 0 30 30" aria-hidden="true" focusable="false">
      <rect width="30" height="30" rx="9" fill="#0b5a53" />
      <path
        d="M8.5 22V8l13 14V8"
        fill="none"
        stroke="#fff"
        strokeWidth="3"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      <circle cx="21.5" cy="8" r="2.6" fill="#f3b562" />
    </svg>
  );
}
