using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Configuration;

/// <summary>Market rules in a file: a JSON object of lists of <see cref="MarketRulesConfiguration"/> by the instruments' full names, comments and trailing commas allowed.</summary>
public static class MarketRulesFile
{
    /// <summary>Throws <see cref="RunException"/> that names the file and the field that can't be used, and the line where it is not even JSON.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<MarketRulesConfiguration>> Read(string path, InstrumentTable instruments)
    {
        if (!File.Exists(path)) { throw new RunException($"There is no file '{path}'."); }
        try
        {
            Dictionary<string, IReadOnlyList<MarketRulesConfiguration>> read =
                JsonSerializer.Deserialize<Dictionary<string, IReadOnlyList<MarketRulesConfiguration>>>(File.ReadAllText(path), ConfigurationText.Options) ?? [];
            MarketRulesConfiguration.ToRules(read, instruments);
            return new SortedDictionary<string, IReadOnlyList<MarketRulesConfiguration>>(read, StringComparer.Ordinal);
        }
        catch (JsonException e)
        {
            throw new RunException($"{path}:{e.LineNumber + 1}: {e.Path}: {ConfigurationText.Problem(e)} Lists by instrument are expected, such as {{\"600519.SSE\": [{{\"utcOffset\": \"+08:00\", \"sessions\": [{{\"days\": \"weekdays\", \"from\": \"09:30\", \"to\": \"11:30\"}}], \"priceBand\": \"10%\", \"settlementDays\": 1}}]}}.", e);
        }
        catch (ArgumentException e)
        {
            throw new RunException($"{path}: {e.Message}", e);
        }
    }
}
