<?php
// {{muster>ID?view=card&key=KEY}} is a document of the Muster server; with as=frame it stands in a frame.
class syntax_plugin_muster extends dokuwiki\Extension\SyntaxPlugin
{
    public function getType() { return 'substition'; }
    public function getPType() { return 'block'; }
    public function getSort() { return 305; }

    public function connectTo($mode)
    {
        $this->Lexer->addSpecialPattern('\{\{muster>[\w-]{1,64}(?:\?[^}\n]*)?\}\}', $mode, 'plugin_muster');
    }

    public function handle($match, $state, $pos, Doku_Handler $handler)
    {
        [$doc, $query] = array_pad(explode('?', substr($match, 9, -2), 2), 2, '');
        parse_str($query, $given);
        return [$doc, array_filter($given, 'is_string')];
    }

    // The loader makes the element of this block; without it the link in the block is read.
    public function render($format, Doku_Renderer $renderer, $data)
    {
        [$doc, $given] = $data;
        $names = ['kind', 'view', 'item', 'mode', 'theme', 'token', 'key'];
        $known = array_filter(array_intersect_key($given, array_flip($names)), 'strlen');
        if ($format !== 'xhtml') {
            $renderer->externallink("{origin}/d/$doc", 'Open in Muster');
        } elseif (($given['as'] ?? '') === 'frame') {
            $src = "{origin}/embed/$doc" . ($known ? '?' . http_build_query($known) : '');
            $renderer->doc .= '<iframe src="' . hsc($src) . '" title="Muster" width="100%" height="640" loading="lazy" '
                . 'allow="clipboard-write" style="border:0"></iframe>';
        } else {
            $more = '';
            foreach ($known as $name => $value) $more .= " data-$name=\"" . hsc($value) . '"';
            $renderer->doc .= "<div data-muster=\"$doc\"$more><a href=\"{origin}/d/$doc\">Open in Muster</a></div>";
        }
        return true;
    }
}
