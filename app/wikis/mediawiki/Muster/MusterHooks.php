<?php
// Documents of a Muster server in wiki pages. LocalSettings.php: wfLoadExtension( 'Muster' );
class MusterHooks {
	private const ATTRIBUTES = [ 'kind', 'view', 'item', 'mode', 'theme', 'token', 'key' ];

	public static function onParserFirstCallInit( $parser ) {
		$parser->setHook( 'muster', [ self::class, 'render' ] );
	}

	// The loader makes the element of this block; without it the link in the block is read.
	public static function render( $inside, array $args ) {
		$doc = $args['doc'] ?? '';
		if ( !preg_match( '/^[\w-]{1,64}$/D', $doc ) ) {
			return self::html()::element( 'p', [ 'class' => 'error' ], 'The attribute doc must hold the id of a document in Muster.' );
		}
		$given = array_filter( array_intersect_key( $args, array_flip( self::ATTRIBUTES ) ), 'strlen' );
		if ( ( $args['as'] ?? '' ) === 'frame' ) {
			$src = self::origin() . "/embed/$doc" . ( $given ? '?' . http_build_query( $given ) : '' );
			return self::html()::element( 'iframe', [ 'src' => $src, 'title' => 'Muster', 'width' => '100%', 'height' => '640',
				'loading' => 'lazy', 'allow' => 'clipboard-write', 'style' => 'border:0' ] );
		}
		$data = [ 'data-muster' => $doc ];
		foreach ( $given as $name => $value ) {
			$data["data-$name"] = $value;
		}
		$link = self::html()::element( 'a', [ 'href' => self::origin() . "/d/$doc" ], 'Open in Muster' );
		return self::html()::rawElement( 'div', $data, $link );
	}

	// Pages with a form for a password or for settings run no script of another server.
	public static function onBeforePageDisplay( $out ) {
		$title = $out->getTitle();
		if ( !$title || $title->isSpecialPage() ) {
			return;
		}
		$origin = self::origin();
		$out->addHeadItem( 'muster', self::html()::element( 'script', [ 'type' => 'module', 'src' => "$origin/embed.js" ] ) );
		// The words below a document move less when its script comes.
		$out->addInlineStyle( '{room}' );
		$csp = $out->getCSP();
		$csp->addScriptSrc( $origin );
		$csp->addDefaultSrc( $origin );
	}

	private static function origin() {
		return $GLOBALS['wgMusterOrigin'];
	}

	// The class has another name since 1.40, and its old one goes away.
	private static function html() {
		return class_exists( 'MediaWiki\Html\Html' ) ? 'MediaWiki\Html\Html' : 'Html';
	}
}
