using System.Collections.Immutable;
using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Rules.Language;

/// <summary>
/// A Pratt parser. From the loosest to the tightest: <c>or</c>; <c>and</c>; <c>not</c>; comparison (does not chain);
/// <c>+ -</c>; <c>* / %</c>; unary <c>-</c>; and behind an operand <c>[n]</c>, <c>.output</c>, <c>@ bars</c>,
/// <c>of "instrument"</c>. It reports what it can't read and goes on; it never throws, and its stack is bounded by
/// <see cref="RuleLimits.MaxDepth"/>.
/// </summary>
public sealed class Parser
{
    private readonly DiagnosticBag _diagnostics;
    private readonly Scanner _scanner;
    private readonly int _maxDepth;
    private Token _token;
    private int _nesting;
    private bool _abandoned;
    private TextSpan? _unclosed;      // The innermost bracket that the end came before.
    private int _unclosedCount;
    private bool _saidShouted;

    private Parser(ExpressionText source, DiagnosticBag diagnostics)
    {
        _diagnostics = diagnostics;
        _maxDepth = diagnostics.Limits.MaxDepth;
        _scanner = new Scanner(source, diagnostics);
        _token = _scanner.Next();
    }

    /// <summary>Reads one expression; what is wrong goes to <paramref name="diagnostics"/>, and the result holds <see cref="MissingExpression"/>s in its place.</summary>
    public static Expression Parse(ExpressionText source, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(diagnostics);
        if (source.Text.Length > diagnostics.Limits.MaxTextLength)
        {
            TextSpan all = source.Span(0, 0);
            diagnostics.Error(all, $"the expression has {source.Text.Length} characters, at most {diagnostics.Limits.MaxTextLength} are read");
            return new MissingExpression(all);
        }

        int errors = diagnostics.ErrorCount;
        Expression expression = new Parser(source, diagnostics).Whole();
        if (diagnostics.ErrorCount > errors) { diagnostics.MarkUnreadable(); }
        return expression;
    }

    private Expression Whole()
    {
        Expression expression = Expression(Precedence.Lowest);
        if (_token.Kind != TokenKind.End) { Unexpected("the expression should end here"); }
        if (_unclosed is { } opened) { Unclosed(opened); }
        return expression;
    }

    private Expression Expression(int minimum)
    {
        if (++_nesting > _maxDepth) { _nesting--; return TooDeep(); }
        Expression left = Prefix();
        while (!_abandoned && !_diagnostics.IsFull)
        {
            Expression? longer = Postfix(left) ?? Infix(left, minimum);
            if (longer is null) { break; }
            left = longer.Depth > _maxDepth ? TooDeep() : longer;
        }

        _nesting--;
        return left;
    }

    private Expression Prefix()
    {
        if (_token is { Kind: TokenKind.Word, Text: "NOT" }) { _token = Shouted(TokenKind.Not); }
        Token token = _token;
        switch (token.Kind)
        {
            case TokenKind.Number: Advance(); return new NumberLiteral(token.Number, token.Span);
            case TokenKind.True or TokenKind.False: Advance(); return new BooleanLiteral(token.Kind == TokenKind.True, token.Span);
            case TokenKind.Word: Advance(); return _token.Kind == TokenKind.OpenParenthesis ? Call(token) : new NameExpression(token.Text, token.Span);
            case TokenKind.OpenParenthesis: return Parenthesised();
            case TokenKind.Minus: return Unary(RuleOp.Negate, Precedence.Negate);
            case TokenKind.Not: return Unary(RuleOp.Not, Precedence.Comparison);
            case TokenKind.Plus:
                _diagnostics.Error(token.Span, "a leading '+' has no meaning", "leave it out");
                Advance();
                return Expression(Precedence.Negate);
            case TokenKind.BarSpec:
                Advance();
                _diagnostics.Error(token.Span, $"'{token.Text}' is not a number", "a bar specification goes after '@', as in ema(close, 20) @ 1h");
                return new MissingExpression(token.Span);
            case TokenKind.String:
                Advance();
                _diagnostics.Error(token.Span, "a text is not a value", "an instrument goes after 'of', as in close of \"BTCUSDT.BINANCE\"");
                return new MissingExpression(token.Span);
            default:
                if (!_abandoned) { _diagnostics.Error(token.Span, token.Kind == TokenKind.End ? "a value is missing at the end" : $"a value is expected before '{token.Text}'"); }
                return new MissingExpression(token.Span);
        }
    }

    private UnaryExpression Unary(RuleOp op, int minimum)
    {
        Token sign = _token;
        Advance();
        Expression operand = Expression(minimum);
        return new UnaryExpression(op, operand, TextSpan.Between(sign.Span, operand.Span));
    }

    private Expression Parenthesised()
    {
        Token open = _token;
        Advance();
        Expression inner = Expression(Precedence.Lowest);
        Close(TokenKind.CloseParenthesis, ")", open.Span);
        return inner;
    }

    private CallExpression Call(Token name)
    {
        Token open = _token;
        Advance();
        var arguments = ImmutableArray.CreateBuilder<Expression>();
        while (_token.Kind != TokenKind.CloseParenthesis && !_abandoned && !_diagnostics.IsFull)
        {
            arguments.Add(Expression(Precedence.Lowest));
            if (_token.Kind != TokenKind.Comma) { break; }
            Advance();
            if (_token.Kind == TokenKind.CloseParenthesis) { _diagnostics.Error(_token.Span, "an argument is missing after the comma"); }
        }

        TextSpan end = Close(TokenKind.CloseParenthesis, ")", open.Span);
        return new CallExpression(name.Text, name.Span, arguments.ToImmutable(), TextSpan.Between(name.Span, end));
    }

    private Expression? Postfix(Expression left)
    {
        switch (_token.Kind)
        {
            case TokenKind.OpenBracket:
                Token open = _token;
                Advance();
                Expression index = Expression(Precedence.Lowest);
                return new IndexExpression(left, index, TextSpan.Between(left.Span, Close(TokenKind.CloseBracket, "]", open.Span)));
            case TokenKind.Dot:
                Advance();
                return Output(left);
            case TokenKind.At:
                Advance();
                return At(left);
            case TokenKind.Of:
                Advance();
                return Of(left);
            default: return null;
        }
    }

    private Expression Output(Expression left)
    {
        Token name = _token;
        if (name.Kind == TokenKind.Word)
        {
            Advance();
            return new OutputExpression(left, name.Text, name.Span);
        }

        _diagnostics.Error(name.Span, "the name of an output is expected after '.'", "as in macd(close).signal");
        return new MissingExpression(left.Span);
    }

    private Expression At(Expression left)
    {
        Token bar = _token;
        if (bar.Kind is TokenKind.BarSpec or TokenKind.Number or TokenKind.Word or TokenKind.String)
        {
            Advance();
            if (BarSpecText.TryParse(bar.Text, out BarSpec spec)) { return new AtExpression(left, spec, bar.Span); }
        }

        _diagnostics.Error(bar.Span, bar.Kind == TokenKind.End ? "a bar specification is missing after '@'" : $"'{bar.Text}' is not a bar specification", BarSpecText.Expected);
        return new MissingExpression(TextSpan.Between(left.Span, bar.Span));
    }

    private Expression Of(Expression left)
    {
        Token name = _token;
        if (name.Kind != TokenKind.String)
        {
            _diagnostics.Error(name.Span, "an instrument in quotes is expected after 'of'", "as in close of \"BTCUSDT.BINANCE\"");
            while (_token.Kind is TokenKind.Word or TokenKind.Dot or TokenKind.BarSpec) { Advance(); }   // The name without its quotes.
            return new MissingExpression(TextSpan.Between(left.Span, name.Span));
        }

        Advance();
        if (InstrumentName.IsValid(name.Text)) { return new OfExpression(left, name.Text, name.Span); }
        _diagnostics.Error(name.Span, "this is not the name of an instrument", InstrumentName.Expected);
        return new MissingExpression(TextSpan.Between(left.Span, name.Span));
    }

    private BinaryExpression? Infix(Expression left, int minimum)
    {
        if (_token is { Kind: TokenKind.Word, Text: "AND" or "OR" }) { _token = Shouted(_token.Text == "AND" ? TokenKind.And : TokenKind.Or); }
        if (!Precedence.TryGet(_token.Kind, out RuleOp op, out int precedence) || precedence < minimum) { return null; }
        Token sign = _token;
        Advance();
        if (precedence == Precedence.Comparison && left is BinaryExpression { Op: >= RuleOp.Less and <= RuleOp.NotEqual } first && !IsParenthesised(first, sign))
        {
            _diagnostics.Error(sign.Span, "comparisons can't be chained", "write between(x, low, high), or join two comparisons by 'and'");
            left = new MissingExpression(left.Span);   // Said; its type says nothing more.
        }

        Expression right = Expression(precedence + 1);
        return new BinaryExpression(op, left, right, sign.Span);
    }

    // A comparison in parentheses has its sign further left than the parenthesis; here it is a type error, not a chain.
    private bool IsParenthesised(BinaryExpression first, Token sign) =>
        _diagnostics.Source.Text.AsSpan(first.Span.End, Math.Max(0, Math.Min(sign.Span.Start, _diagnostics.Source.Text.Length) - first.Span.End)).Contains(')');

    private TextSpan Close(TokenKind kind, string text, TextSpan opened)
    {
        TextSpan here = _token.Span;
        if (_token.Kind == kind) { Advance(); return here; }
        if (_abandoned) { return here; }
        if (_token.Kind == TokenKind.End)
        {
            _unclosed ??= opened;
            _unclosedCount++;
            return here;
        }

        Unexpected($"'{text}' or an operator is expected before");
        // To where the enclosing part can go on.
        int open = 0;
        while (_token.Kind != TokenKind.End && !_diagnostics.IsFull)
        {
            if (_token.Kind is TokenKind.OpenParenthesis or TokenKind.OpenBracket) { open++; }
            else if (_token.Kind is TokenKind.CloseParenthesis or TokenKind.CloseBracket && open-- == 0)
            {
                here = _token.Span;
                Advance();
                return here;
            }

            Advance();
        }

        return here;
    }

    // One slip is one message, however many brackets are open around it.
    private void Unclosed(TextSpan opened)
    {
        (int line, int column) = _diagnostics.Source.Locate(opened.Start);
        string others = _unclosedCount == 1 ? "" : $", and for {_unclosedCount - 1} more around it";
        string text = opened.Start < _diagnostics.Source.Text.Length && _diagnostics.Source.Text[opened.Start] == '[' ? "]" : ")";
        if (!_abandoned) { _diagnostics.Error(_token.Span, $"'{text}' is missing for the one opened at {line}:{column}{others}"); }
    }

    // Said once and then read as it was meant, so that nothing follows from it.
    private Token Shouted(TokenKind meant)
    {
        if (!_saidShouted) { _diagnostics.Error(_token.Span, $"'{_token.Text}' is not an operator here", $"write '{_token.Text.ToLowerInvariant()}'"); }
        _saidShouted = true;
        return _token with { Kind = meant };
    }

    private void Unexpected(string what)
    {
        if (_abandoned) { return; }
        string? meant = _token.Kind == TokenKind.Word ? Suggestion.For(_token.Text, ["and", "or", "of"]) : null;
        string message = _token.Kind is TokenKind.CloseParenthesis or TokenKind.CloseBracket
            ? $"'{_token.Text}' closes nothing"
            : what.EndsWith("before", StringComparison.Ordinal) ? $"{what} '{_token.Text}'" : $"an operator is expected before '{_token.Text}'";
        _diagnostics.Error(_token.Span, message, meant);
    }

    private MissingExpression TooDeep()
    {
        TextSpan here = _token.Span;
        if (!_abandoned) { _diagnostics.Error(here, $"the expression is nested more than {_maxDepth} levels deep", "give parts of it names under 'let'"); }
        _abandoned = true;
        _token = new Token(TokenKind.End, "", 0, here);
        return new MissingExpression(here);
    }

    private void Advance()
    {
        if (!_abandoned) { _token = _scanner.Next(); }
    }
}
