/** The zone of all civil dates: one for the whole country. */
export const ZONE = 'Asia/Shanghai';
