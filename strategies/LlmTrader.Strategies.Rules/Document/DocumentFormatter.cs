using System.Globalization;
using System.Text;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Document;

/// <summary>Writes the canonical YAML of a document.</summary>
internal sealed class DocumentFormatter
{
    private const int UsualLength = 512;

    private readonly StringBuilder _text = new(UsualLength);

    public static string Format(RuleDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var formatter = new DocumentFormatter();
        formatter.Append(document);
        return formatter._text.ToString();
    }

    private void Append(RuleDocument document)
    {
        Line(0, "name", document.Name is "null" || IsNumberLike(document.Name) ? Quoted(document.Name) : document.Name);
        if (document.Description.Length > 0) { Line(0, "description", Quoted(document.Description)); }
        AppendUniverse(document);
        Line(0, "bar", document.Bar.ToString());
        AppendParameters(document);
        if (!document.Let.IsEmpty)
        {
            Head(0, "let");
            foreach (RuleLet let in document.Let) { Line(1, let.Name, let.Value); }
        }

        Line("entry_long", document.EntryLong);
        Line("exit_long", document.ExitLong);
        Line("entry_short", document.EntryShort);
        Line("exit_short", document.ExitShort);
        AppendSizing(document.Sizing);
        Price(0, "stop_loss", document.StopLoss);
        Price(0, "take_profit", document.TakeProfit);
        Price(0, "trailing_stop", document.TrailingStop);
        if (document.TimeStopBars > 0) { Line(0, "time_stop", Text(document.TimeStopBars)); }
        if (document.Order.LimitOffset is { } offset)
        {
            Head(0, "order");
            Price(1, "limit", offset);
            Line(1, "time_out", Text(document.Order.TimeOutBars));
        }

        if (document.CooldownBars > 0) { Line(0, "cooldown", Text(document.CooldownBars)); }
        if (document.MaxEntries > 1) { Line(0, "max_entries", Text(document.MaxEntries)); }
        AppendGrid(document.Grid);
        if (document.HandOver != HandOver.Adopt) { Line(0, "hand_over", RuleWords.HandOver[(int)document.HandOver]); }
    }

    private void AppendUniverse(RuleDocument document)
    {
        if (document.Universe.IsEmpty) { return; }
        Head(0, "universe");
        foreach (string name in document.Universe) { _text.Append("  - ").Append(Quoted(name)).Append('\n'); }
    }

    private void AppendParameters(RuleDocument document)
    {
        if (document.Parameters.IsEmpty) { return; }
        Head(0, "params");
        foreach (RuleParameter parameter in document.Parameters)
        {
            if (parameter.Minimum == parameter.Maximum && parameter.Step == 0)
            {
                Line(1, parameter.Name, NumberText.Format(parameter.Default));
                continue;
            }

            Head(1, parameter.Name);
            Line(2, "default", NumberText.Format(parameter.Default));
            Line(2, "min", NumberText.Format(parameter.Minimum));
            Line(2, "max", NumberText.Format(parameter.Maximum));
            if (parameter.Step > 0) { Line(2, "step", NumberText.Format(parameter.Step)); }
        }
    }

    private void AppendSizing(SizingRule? sizing)
    {
        if (sizing is null) { return; }
        Head(0, "sizing");
        Line(1, RuleWords.Sizing[(int)sizing.Kind], sizing.Size);
        if (sizing.Kind != SizingKind.VolatilityTarget) { return; }
        Line(1, "volatility_bars", Text(sizing.VolatilityBars));
        Line(1, "max_leverage", NumberText.Format(sizing.MaxLeverage));
    }

    private void AppendGrid(GridRule? grid)
    {
        if (grid is null) { return; }
        Head(0, "grid");
        Line(1, "levels", Text(grid.Levels));
        Price(1, "spacing", grid.Spacing);
        Head(1, "size");
        Line(2, RuleWords.Sizing[(int)grid.SizeKind], grid.Size);
        Line(1, "side", RuleWords.GridSide[(int)grid.Side]);
    }

    private void Price(int depth, string field, PriceRule? rule)
    {
        if (rule is null) { return; }
        Head(depth, field);
        Line(depth + 1, RuleWords.Price[(int)rule.Kind], rule.Value);
    }

    private void Line(string field, Expression? value)
    {
        if (value is not null) { Line(0, field, value); }
    }

    private void Head(int depth, string field) => _text.Append(' ', 2 * depth).Append(field).Append(":\n");

    private void Line(int depth, string field, string value) => _text.Append(' ', 2 * depth).Append(field).Append(": ").Append(value).Append('\n');

    // An expression is written as it is: none begins with a sign of YAML, and none holds ': ' or ' #'.
    private void Line(int depth, string field, Expression value)
    {
        _text.Append(' ', 2 * depth).Append(field).Append(": ");
        ExpressionFormatter.Append(_text, value);
        _text.Append('\n');
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static bool IsNumberLike(string name) => !char.IsAsciiLetter(name.Length == 0 ? ' ' : name[0]);

    /// <summary>In double quotes with the escapes that YAML and JSON share.</summary>
    private static string Quoted(string value)
    {
        var text = new StringBuilder("\"");
        foreach (char c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\t' => text.Append("\\t"),
                _ => text.Append(c),
            };
        }

        return text.Append('"').ToString();
    }
}
