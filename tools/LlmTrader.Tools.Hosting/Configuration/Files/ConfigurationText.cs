using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tools.Hosting.Configuration;

/// <summary>How such files are read, and their reader's errors in the words of those who write them.</summary>
internal static partial class ConfigurationText
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new WordConverter(), new JsonStringEnumConverter(), new NumberTextConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    public static string Problem(JsonException e)
    {
        string message = e.Message.Split(" Path:")[0];
        if (Unmapped().Match(message) is { Success: true } unmapped && Type.GetType(unmapped.Groups["type"].Value) is { } type)
        {
            string[] known = [.. Options.GetTypeInfo(type).Properties.Select(property => property.Name)];
            string name = unmapped.Groups["name"].Value;
            return $"there is no field '{name}';{(Suggestion.For(name, known) is { } meant ? $" {meant}" : "")} Known: {string.Join(", ", known)}.";
        }

        return Missing().Match(message) is { Success: true } missing ? $"{missing.Groups["names"].Value.TrimEnd('.')} must be given." : message;
    }

    [GeneratedRegex("^The JSON property '(?<name>[^']*)' could not be mapped to any .NET member contained in type '(?<type>[^']*)'")]
    private static partial Regex Unmapped();

    [GeneratedRegex("missing required properties including: (?<names>.*)$")]
    private static partial Regex Missing();
}
