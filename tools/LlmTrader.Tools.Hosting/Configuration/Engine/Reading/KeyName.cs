using System.Text.Json;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>How keys and words are written: snake_case, and read whatever their case and joints.</summary>
internal static class KeyName
{
    /// <summary><c>RunDirectory</c> is <c>run_directory</c>.</summary>
    public static string Of(string member) => JsonNamingPolicy.SnakeCaseLower.ConvertName(member);

    /// <summary><c>runDirectory</c>, <c>run-directory</c> and <c>RUN_DIRECTORY</c> are one.</summary>
    public static bool AreSame(string left, string right) => string.Equals(Plain(left), Plain(right), StringComparison.OrdinalIgnoreCase);

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
}
