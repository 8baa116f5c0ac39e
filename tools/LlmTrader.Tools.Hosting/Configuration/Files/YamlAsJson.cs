using System.Text;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace LlmTrader.Tools.Hosting.Configuration;

/// <summary>
/// Writes YAML as JSON in which every value stands on the line that it had, so that one reader takes both and its errors name the
/// right line. Values stay text, digit by digit, but for true, false and null without quotes. Anchors, aliases and tags are refused.
/// </summary>
internal sealed class YamlAsJson
{
    private const int MaxDepth = 16;

    private readonly string _path;
    private readonly StringBuilder _json = new();
    private long _line = 1;

    private YamlAsJson(string path) => _path = path;

    /// <summary>Throws <see cref="FileSyntaxException"/> that names file and line.</summary>
    public static string Convert(string path, string yaml)
    {
        YamlAsJson writer = new(path);
        Parser parser = new(new StringReader(yaml));
        try
        {
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _)) { return "null"; }
            writer.Write(parser, 0);
            parser.Consume<DocumentEnd>();
            if (parser.Current is DocumentStart second) { throw writer.Refused(second, "a second document"); }
            return writer._json.ToString();
        }
        catch (InvalidOperationException e)    // The parser's own answer to some texts that no person writes.
        {
            throw new FileSyntaxException(path, parser.Current?.Start.Line ?? 1, "this is not YAML.", e);
        }
        catch (YamlException e)
        {
            throw new FileSyntaxException(path, LineOf(e, yaml), $"this is not YAML: {e.Message}", e);
        }
    }

    // An open quote's begin says more than the file's end, and of a tab the parser names the line at which its mapping began.
    private static long LineOf(YamlException e, string yaml)
    {
        if (e.Message.Contains("quoted scalar", StringComparison.Ordinal)) { return e.Start.Line; }
        bool isTab = e.Message.Contains("tab as indentation", StringComparison.Ordinal);
        int tab = isTab ? Array.FindIndex(yaml.Split('\n'), line => line.TakeWhile(char.IsWhiteSpace).Contains('\t')) : -1;
        return tab >= 0 ? tab + 1 : e.End.Line;
    }

    private void Write(Parser parser, int depth)
    {
        ParsingEvent current = parser.Consume<ParsingEvent>();
        if (depth > MaxDepth) { throw Refused(current, $"more than {MaxDepth} levels"); }
        if (current is AnchorAlias or NodeEvent { Anchor.IsEmpty: false } or NodeEvent { Tag.IsEmpty: false }) { throw Refused(current, "an anchor, an alias or a tag"); }
        while (_line < current.Start.Line) { _json.Append('\n'); _line++; }
        switch (current)
        {
            case Scalar scalar: WriteScalar(scalar); break;
            case SequenceStart: WriteItems(parser, depth); break;
            case MappingStart: WriteFields(parser, depth); break;
            default: throw Refused(current, "something else than a value");
        }
    }

    private void WriteItems(Parser parser, int depth)
    {
        _json.Append('[');
        for (bool isFirst = true; !parser.TryConsume<SequenceEnd>(out _); isFirst = false)
        {
            if (!isFirst) { _json.Append(','); }
            Write(parser, depth + 1);
        }

        _json.Append(']');
    }

    private void WriteFields(Parser parser, int depth)
    {
        _json.Append('{');
        for (bool isFirst = true; !parser.TryConsume<MappingEnd>(out _); isFirst = false)
        {
            if (!isFirst) { _json.Append(','); }
            if (parser.Current is not Scalar name) { throw Refused(parser.Current!, "a field's name that is no text"); }
            parser.MoveNext();
            while (_line < name.Start.Line) { _json.Append('\n'); _line++; }
            _json.Append(JsonSerializer.Serialize(name.Value)).Append(':');
            Write(parser, depth + 1);
        }

        _json.Append('}');
    }

    private void WriteScalar(Scalar scalar)
    {
        bool isWord = scalar.Style == ScalarStyle.Plain && scalar.Value is ("true" or "false" or "null" or "~" or "");
        _json.Append(isWord ? scalar.Value is "true" or "false" ? scalar.Value : "null" : JsonSerializer.Serialize(scalar.Value));
    }

    private FileSyntaxException Refused(ParsingEvent at, string what) => new(_path, at.Start.Line, $"{what} is not read here.");
}
