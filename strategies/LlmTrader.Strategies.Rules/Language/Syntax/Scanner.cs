using System.Globalization;

namespace LlmTrader.Strategies.Rules.Language;

/// <summary>
/// Cuts an expression into tokens. A sign of another language (<c>&amp;&amp;</c>, <c>=</c>, <c>!</c>) is reported with the
/// word that is meant here and then read as that word, so that one slip gives one message.
/// </summary>
internal sealed class Scanner(ExpressionText source, DiagnosticBag diagnostics)
{
    private readonly string _text = source.Text;
    private int _at;

    public Token Next()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at])) { _at++; }
        int start = _at;
        if (start == _text.Length) { return new Token(TokenKind.End, "", 0, source.Span(start, start)); }

        char c = _text[start];
        if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1)))) { return Number(); }
        if (char.IsAsciiLetter(c) || c == '_') { return Word(); }
        return c is '"' or '\'' ? String(c) : Sign(c);
    }

    private Token Number()
    {
        int start = _at;
        while (char.IsAsciiDigit(Peek(0))) { _at++; }
        if (Peek(0) == '.' && char.IsAsciiDigit(Peek(1)))
        {
            _at++;
            while (char.IsAsciiDigit(Peek(0))) { _at++; }
        }

        if (Peek(0) is 'e' or 'E')
        {
            int digits = Peek(1) is '+' or '-' ? 2 : 1;
            if (char.IsAsciiDigit(Peek(digits)))
            {
                _at += digits;
                while (char.IsAsciiDigit(Peek(0))) { _at++; }
            }
        }

        if (char.IsAsciiLetter(Peek(0)) || Peek(0) == '_')
        {
            while (char.IsAsciiLetterOrDigit(Peek(0)) || Peek(0) == '_') { _at++; }
            return Make(TokenKind.BarSpec, start);
        }

        double value = double.Parse(_text.AsSpan(start, _at - start), NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!double.IsFinite(value))
        {
            diagnostics.Error(source.Span(start, _at), "the number is too large", "the largest is about 1.8e308");
            value = 0;
        }

        return Make(TokenKind.Number, start) with { Number = value };
    }

    private Token Word()
    {
        int start = _at;
        while (char.IsAsciiLetterOrDigit(Peek(0)) || Peek(0) == '_') { _at++; }
        Token word = Make(TokenKind.Word, start);
        return word.Text switch
        {
            "and" => word with { Kind = TokenKind.And },
            "or" => word with { Kind = TokenKind.Or },
            "not" => word with { Kind = TokenKind.Not },
            "of" => word with { Kind = TokenKind.Of },
            "true" => word with { Kind = TokenKind.True },
            "false" => word with { Kind = TokenKind.False },
            _ => word,
        };
    }

    private Token String(char quote)
    {
        int start = _at++;
        while (_at < _text.Length && _text[_at] != quote && _text[_at] is not ('\n' or '\r')) { _at++; }
        bool closed = _at < _text.Length && _text[_at] == quote;
        string content = _text[(start + 1).._at];
        if (closed) { _at++; }
        else { diagnostics.Error(source.Span(start, _at), $"the closing {quote} is missing"); }
        return new Token(TokenKind.String, content, 0, source.Span(start, _at));
    }

    private Token Sign(char c)
    {
        int start = _at;
        char next = Peek(1);
        (TokenKind kind, int length, string? meant) = (c, next) switch
        {
            ('<', '=') => (TokenKind.LessOrEqual, 2, null),
            ('>', '=') => (TokenKind.GreaterOrEqual, 2, null),
            ('=', '=') => (TokenKind.Equal, 2, null),
            ('!', '=') => (TokenKind.NotEqual, 2, null),
            ('<', '>') => (TokenKind.NotEqual, 2, "!="),
            ('=', '>') => (TokenKind.GreaterOrEqual, 2, ">="),
            ('=', '<') => (TokenKind.LessOrEqual, 2, "<="),
            ('&', '&') => (TokenKind.And, 2, "and"),
            ('|', '|') => (TokenKind.Or, 2, "or"),
            ('&', _) => (TokenKind.And, 1, "and"),
            ('|', _) => (TokenKind.Or, 1, "or"),
            ('!', _) => (TokenKind.Not, 1, "not"),
            ('=', _) => (TokenKind.Equal, 1, "=="),
            ('^', _) => (TokenKind.Star, 1, "pow(a, b)"),
            ('\u2265', _) => (TokenKind.GreaterOrEqual, 1, ">="),
            ('\u2264', _) => (TokenKind.LessOrEqual, 1, "<="),
            ('\u2260', _) => (TokenKind.NotEqual, 1, "!="),
            ('+', _) => (TokenKind.Plus, 1, null),
            ('-', _) => (TokenKind.Minus, 1, null),
            ('*', _) => (TokenKind.Star, 1, null),
            ('/', _) => (TokenKind.Slash, 1, null),
            ('%', _) => (TokenKind.Percent, 1, null),
            ('<', _) => (TokenKind.Less, 1, null),
            ('>', _) => (TokenKind.Greater, 1, null),
            ('@', _) => (TokenKind.At, 1, null),
            ('.', _) => (TokenKind.Dot, 1, null),
            (',', _) => (TokenKind.Comma, 1, null),
            ('(', _) => (TokenKind.OpenParenthesis, 1, null),
            (')', _) => (TokenKind.CloseParenthesis, 1, null),
            ('[', _) => (TokenKind.OpenBracket, 1, null),
            (']', _) => (TokenKind.CloseBracket, 1, null),
            _ => (TokenKind.End, 1, (string?)null),
        };

        _at += length;
        if (kind == TokenKind.End) { return Unknown(c, start); }
        if (meant is not null) { diagnostics.Error(source.Span(start, _at), $"'{_text[start.._at]}' is not an operator here", $"write '{meant}'"); }
        return Make(kind, start);
    }

    // Reports a character that means nothing, together with its like behind it, and reads on.
    private Token Unknown(char c, int start)
    {
        while (_at < _text.Length && _text[_at] == c) { _at++; }
        string? suggestion = c switch
        {
            '?' or ':' => "write if(condition, a, b)",
            '{' or '}' => "use parentheses",
            ';' => "a field holds one expression; names for parts go under 'let'",
            '\u201C' or '\u201D' => "use straight quotes",
            _ => null,
        };
        string shown = char.IsControl(c) || char.IsSurrogate(c) ? $"U+{(int)c:X4}" : $"'{c}'";
        diagnostics.Error(source.Span(start, _at), $"{shown} can't be used in an expression", suggestion);
        return diagnostics.IsFull ? new Token(TokenKind.End, "", 0, source.Span(start, start)) : NextAfterUnknown();
    }

    // A loop in disguise: each turn uses at least one character, and the diagnostics' limit bounds the turns.
    private Token NextAfterUnknown() => Next();

    private char Peek(int ahead) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private Token Make(TokenKind kind, int start) => new(kind, _text[start.._at], 0, source.Span(start, _at));
}
