<?php
// The loader of the Muster server on every page: links and blocks that name a document become the document.
class action_plugin_muster extends dokuwiki\Extension\ActionPlugin
{
    public function register(dokuwiki\Extension\EventHandler $controller)
    {
        $controller->register_hook('TPL_METAHEADER_OUTPUT', 'BEFORE', $this, 'load');
    }

    // Pages with a form for a password or for settings run no script of another server.
    public function load(dokuwiki\Extension\Event $event)
    {
        if (in_array(act_clean($GLOBALS['ACT']), ['login', 'register', 'resendpwd', 'profile', 'admin'])) return;
        // The words below a document move less when its script comes.
        $event->data['style'][] = ['type' => 'text/css', '_data' => '{room}'];
        $event->data['script'][] = ['type' => 'module', 'src' => '{origin}/embed.js', '_data' => ''];
    }
}
