using System.Text.Json;
using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal.Export;

/// <summary>The fields of each kind of record, in the order of its JSON form, which is where they are taken from.</summary>
internal sealed class ExportLayout
{
    private readonly ExportField[]?[] _fields = new ExportField[256][];

    private ExportLayout()
    {
    }

    /// <summary>The layout of the <c>in</c> stream.</summary>
    public static ExportLayout OfEvents()
    {
        ExportLayout layout = new();
        foreach (EventKind kind in Enum.GetValues<EventKind>().Where(kind => kind != EventKind.None))
        {
            EngineEvent e = new() { Kind = kind };
            if (kind == EventKind.Command) { e.Command.Trigger = new Price(1); }    // The wide form: all its fields.
            layout._fields[(int)kind] = FieldsOf(kind.ToString(), EventJson.ToText(in e));
        }

        return layout;
    }

    /// <summary>The layout of the <c>out</c> stream.</summary>
    public static ExportLayout OfDerived()
    {
        ExportLayout layout = new();
        foreach (OutKind kind in Enum.GetValues<OutKind>())
        {
            OutRecord record = new() { Kind = kind };
            if (kind is OutKind.Decision or OutKind.ShadowDecision) { record.Decision.Trigger = new Price(1); }
            layout._fields[(int)kind] = FieldsOf(kind.ToString(), EventJson.ToText(in record));
        }

        return layout;
    }

    public ExportField[] this[byte kind] => _fields[kind] ?? throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind.");

    /// <summary>The names of all fields of some kinds, each once, in the order in which they first come.</summary>
    public string[] ColumnsOf(IEnumerable<byte> kinds) => [.. kinds.Order().SelectMany(kind => this[kind]).Select(field => field.Name).Distinct()];

    private static ExportField[] FieldsOf(string kind, string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateObject().Select(field => ExportField.Of(kind, field.Name))];
    }
}
