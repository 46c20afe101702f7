export const AccessPage = () => <div class="page" />
