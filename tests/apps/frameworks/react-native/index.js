import { AppRegistry, Button } from 'react-native';

function App() {
  const buy = async () => {
    const { totalOf } = await import('./total.js');
    console.log(totalOf([3, 4]));
  };
  return <Button title="Buy" onPress={buy} />;
}

AppRegistry.registerComponent('shop', () => App);
