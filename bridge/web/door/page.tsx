export const DoorPage = () => <div class="page" />
