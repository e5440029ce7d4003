import { withExpo } from 'mapship/expo';

export default withExpo({
  service: { web: 'shop-web' },
  minifiedPathPrefix: 'https://shop.example',
});
