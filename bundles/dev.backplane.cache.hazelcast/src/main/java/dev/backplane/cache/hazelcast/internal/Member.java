package dev.backplane.cache.hazelcast.internal;

import com.hazelcast.config.Config;
import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.NearCacheConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.internal.util.ConcurrencyUtil;
import com.hazelcast.spi.merge.DiscardMergePolicy;
import java.util.concurrent.ForkJoinPool;

/** Starts this node's member of the cluster. Nothing is sent, asked or listened to but what the settings say. */
final class Member {

    static final String VALUES = "backplane.cache.values";
    static final String STAMPS = "backplane.cache.stamps";
    static final String USES = "backplane.cache.uses";
    static final String INDEX = "backplane.cache.index";
    static final String NAMES = "backplane.cache.names";
    static final String NEWS = "backplane.cache.news";

    private static final int FIRST_PORT = 5701;
    private static final int PORTS = 100;
    private static final int NEAR = 10_000;

    private Member() {}

    /** Joins the cluster; takes some seconds. */
    static HazelcastInstance start(HazelcastSettings settings) {
        Config config = new Config();
        config.setClusterName(settings.cluster());
        config.setClassLoader(Member.class.getClassLoader());
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.map.invalidation.batch.enabled", "false");
        config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
        config.setProperty("hazelcast.max.no.heartbeat.seconds", "10");
        config.setProperty("hazelcast.partition.count", "71");
        config.setProperty("hazelcast.merge.first.run.delay.seconds", "10");
        config.setProperty("hazelcast.merge.next.run.delay.seconds", "10");
        config.getJetConfig().setEnabled(false);
        network(config.getNetworkConfig(), settings);
        config.addMapConfig(near(map(VALUES, settings)
                .setEvictionConfig(new EvictionConfig()
                        .setMaxSizePolicy(MaxSizePolicy.USED_HEAP_SIZE)
                        .setSize((int) Math.max(1, Math.min(Integer.MAX_VALUE, settings.room() >> 20)))
                        .setEvictionPolicy(EvictionPolicy.LRU))));
        config.addMapConfig(near(map(STAMPS, settings)));
        config.addMapConfig(near(map(USES, settings)));
        config.addMapConfig(near(map(NAMES, settings)));
        config.addMultiMapConfig(new MultiMapConfig(INDEX)
                .setBackupCount(settings.backups())
                .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET)
                .setBinary(true));
        // as on larger machines; on one or two processors Hazelcast makes a thread for each asynchronous call
        ConcurrencyUtil.setDefaultAsyncExecutor(ForkJoinPool.commonPool());
        return Hazelcast.newHazelcastInstance(config);
    }

    private static void network(NetworkConfig network, HazelcastSettings settings) {
        network.setPort(settings.port() == 0 ? FIRST_PORT : settings.port())
                .setPortAutoIncrement(settings.port() == 0)
                .setPortCount(PORTS)
                .setPublicAddress(settings.host());
        network.getInterfaces().setEnabled(true).addInterface(settings.host());
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(!settings.members().isEmpty()).setMembers(settings.members());
    }

    private static MapConfig map(String name, HazelcastSettings settings) {
        return new MapConfig(name)
                .setBackupCount(settings.backups())
                .setInMemoryFormat(InMemoryFormat.BINARY)
                // what a part of the cluster had while it was cut off may be from before an invalidation
                .setMergePolicyConfig(new MergePolicyConfig(DiscardMergePolicy.class.getName(), 100));
    }

    private static MapConfig near(MapConfig map) {
        return map.setNearCacheConfig(new NearCacheConfig()
                .setInMemoryFormat(InMemoryFormat.OBJECT)
                .setInvalidateOnChange(true)
                .setCacheLocalEntries(true)
                .setEvictionConfig(new EvictionConfig()
                        .setMaxSizePolicy(MaxSizePolicy.ENTRY_COUNT)
                        .setSize(NEAR)
                        .setEvictionPolicy(EvictionPolicy.LRU)));
    }
}
