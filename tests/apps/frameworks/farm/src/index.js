document.querySelector('#buy').addEventListener('click', async () => {
  const { totalOf } = await import('./total.js');
  document.title = String(totalOf([3, 4]));
});
