using System.Runtime.CompilerServices;
using System.Text.Json;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tests.Golden.Configuration;

/// <summary>The schema that lies beside the model is the model's own; with LLMTRADER_WRITE_GOLDEN=1 it is written anew and the test fails once.</summary>
public sealed class EngineSchemaTests
{
    [Fact]
    public void The_schema_that_is_checked_in_is_the_models()
    {
        if (Environment.GetEnvironmentVariable("LLMTRADER_WRITE_GOLDEN") == "1")
        {
            File.WriteAllText(Copy(), EngineSchema.ToJson());
            Assert.Fail("The schema was written; look at the difference.");
        }

        Assert.Equal(File.ReadAllText(Copy()), EngineSchema.ToJson());
    }

    // What an editor completes must say what it is.
    [Fact]
    public void Every_key_has_a_description()
    {
        List<string> without = [];
        Walk(JsonDocument.Parse(EngineSchema.ToJson()).RootElement, "", without);
        Assert.Empty(without);
    }

    private static void Walk(JsonElement node, string path, List<string> without)
    {
        if (node.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in node.EnumerateArray()) { Walk(item, path, without); }
        }

        if (node.ValueKind != JsonValueKind.Object) { return; }
        foreach (JsonProperty part in node.EnumerateObject())
        {
            if (part.NameEquals("properties"))
            {
                foreach (JsonProperty key in part.Value.EnumerateObject())
                {
                    bool isKind = key.Value.TryGetProperty("const", out _);
                    if (!isKind && !key.Value.TryGetProperty("description", out _)) { without.Add($"{path}.{key.Name}"); }
                    Walk(key.Value, $"{path}.{key.Name}", without);
                }
            }
            else if (part.Name != "default")
            {
                Walk(part.Value, path, without);
            }
        }
    }

    private static string Copy([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../../tools/LlmTrader.Tools.Hosting/Configuration/Engine/engine.schema.json"));
}
