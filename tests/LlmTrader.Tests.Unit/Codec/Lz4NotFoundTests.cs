using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using LlmTrader.Persistence.Journal.Codec;

namespace LlmTrader.Tests.Unit.Codec;

public sealed class Lz4NotFoundTests
{
    [Fact]
    public void A_missing_library_is_reported_with_the_install_lines()
    {
        // A second copy of the assembly, whose loader finds nothing; the other tests' copy keeps its library.
        var isolated = new AssemblyLoadContext(nameof(Lz4NotFoundTests), isCollectible: true);
        Assembly copy = isolated.LoadFromAssemblyPath(typeof(Lz4Frame).Assembly.Location);
        var asked = new List<string>();
        NativeLibrary.SetDllImportResolver(copy, (name, _, _) =>
        {
            asked.Add(name);
            throw new DllNotFoundException(name);
        });
        MethodInfo ensure = copy.GetType(typeof(Lz4Frame).FullName!)!.GetMethod(nameof(Lz4Frame.EnsureAvailable))!;

        Exception? thrown = Assert.Throws<TargetInvocationException>(() => ensure.Invoke(null, null)).InnerException;
        isolated.Unload();

        Assert.Equal(nameof(Lz4NotFoundException), thrown?.GetType().Name);
        Assert.IsType<DllNotFoundException>(thrown!.InnerException);
        Assert.Equal(["liblz4.so.1"], asked);
        Assert.Contains("apt-get install liblz4-1", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("apk add lz4-libs", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("dnf install lz4-libs", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_installed_library_names_its_version()
    {
        Lz4Frame.EnsureAvailable();
        Assert.True(Lz4Frame.LibraryVersion() >= new Version(1, 8, 0), $"liblz4 {Lz4Frame.LibraryVersion()} is too old");
    }
}
