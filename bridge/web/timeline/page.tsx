export const TimelinePage = () => <div class="page" />
